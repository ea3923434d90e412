package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.staging.StagingEntry;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link EntryWriter} wrote, and refuses everything else. Reserves no more than comes.
 */
final class EntryReader {
  private static final int RESERVED = 1_024;

  private final DataInputStream in;

  EntryReader(DataInputStream in) {
    this.in = in;
  }

  /** What was read is not what a writer writes. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String what) {
      super(what);
    }
  }

  /**
   * Reads the head and the entries, all but the checksum.
   *
   * @throws DamagedException if it is no such file; {@link java.io.EOFException} if it ends early
   */
  List<StagingEntry> read() throws IOException {
    require(in.readInt() == EntryWriter.MAGIC, "it does not begin with MSTG");
    int version = in.readUnsignedShort();
    require(version == EntryWriter.VERSION, "its version is " + version + ", not 1");
    int count = in.readInt();
    require(count >= 0, "it says that it has " + count + " entries");
    List<StagingEntry> entries = new ArrayList<>(Math.min(count, RESERVED));
    for (int i = 0; i < count; i++) {
      try {
        entries.add(entry());
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new DamagedException("entry " + i + ": " + e.getMessage());
      }
    }
    return entries;
  }

  private static void require(boolean holds, String otherwise) throws DamagedException {
    if (!holds) {
      throw new DamagedException(otherwise);
    }
  }

  private StagingEntry entry() throws IOException {
    PeerAddress address = PeerAddress.parse(text(PeerAddress.MAX_LENGTH));
    Instant birth = time();
    Instant updated = time();
    require(!updated.isBefore(birth), "an update is before its birth");
    Optional<Instant> unreachable = Optional.empty();
    int flag = in.readUnsignedByte();
    require(flag <= 1, "a flag is " + flag);
    if (flag == 1) {
      unreachable = Optional.of(time());
    }
    return new StagingEntry(address, PlainData.copy(fields(1)), birth, updated, unreachable);
  }

  private Instant time() throws IOException {
    long second = in.readLong();
    int nano = in.readInt();
    require(nano >= 0 && nano < 1_000_000_000, "a time has " + nano + " nanoseconds");
    return Instant.ofEpochSecond(second, nano);
  }

  private int count() throws IOException {
    int count = in.readInt();
    require(count >= 0 && count <= PlainData.MAX_BYTES, "a number of values is " + count);
    return count;
  }

  private Map<String, Object> fields(int depth) throws IOException {
    require(depth <= PlainData.MAX_DEPTH, "data is too deep");
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      String name = text(PlainData.MAX_BYTES);
      require(!fields.containsKey(name), "a field stands there twice");
      fields.put(name, value(depth));
    }
    return fields;
  }

  private Object value(int depth) throws IOException {
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case EntryWriter.NULL -> null;
      case EntryWriter.FALSE -> false;
      case EntryWriter.TRUE -> true;
      case EntryWriter.INT -> in.readInt();
      case EntryWriter.LONG -> in.readLong();
      case EntryWriter.DOUBLE -> in.readDouble();
      case EntryWriter.DECIMAL -> decimal();
      case EntryWriter.TEXT -> text(PlainData.MAX_BYTES);
      case EntryWriter.LIST -> list(depth + 1);
      case EntryWriter.MAP -> fields(depth + 1);
      default -> throw new DamagedException("there is no kind of value " + tag);
    };
  }

  private List<Object> list(int depth) throws IOException {
    require(depth <= PlainData.MAX_DEPTH, "data is too deep");
    List<Object> list = new ArrayList<>();
    for (int i = count(); i > 0; i--) {
      list.add(value(depth));
    }
    return list;
  }

  private BigDecimal decimal() throws IOException {
    int scale = in.readInt();
    byte[] digits = in.readNBytes(count());
    require(digits.length > 0, "a number has no digits");
    BigInteger unscaled = new BigInteger(digits);
    require(unscaled.toByteArray().length == digits.length, "a number is padded");
    return new BigDecimal(unscaled, scale);
  }

  private String text(int most) throws IOException {
    int length = in.readInt();
    require(length >= 0 && length <= most, "a text has " + length + " characters");
    StringBuilder text = new StringBuilder(Math.min(length, RESERVED));
    for (int i = 0; i < length; i++) {
      text.append(unit());
    }
    return text.toString();
  }

  private char unit() throws IOException {
    int first = in.readUnsignedByte();
    if (first < 0x80) {
      return (char) first;
    }
    boolean two = first >> 5 == 0b110;
    require(two || first >> 4 == 0b1110, "a text is not encoded as it should be");
    int unit = two ? (first & 0x1f) << 6 | tail() : (first & 0xf) << 12 | tail() << 6 | tail();
    require(unit >= (two ? 0x80 : 0x800), "a text is not encoded as shortly as it could be");
    return (char) unit;
  }

  private int tail() throws IOException {
    int tail = in.readUnsignedByte();
    require(tail >> 6 == 0b10, "a text is not encoded as it should be");
    return tail & 0x3f;
  }
}
