package io.muster.events.provider.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The encoding of entries: {@code u8 kind ‖ u32 length ‖ fields ‖ u16 length ‖ tail}. */
public final class Entries {
  /** Bytes before the fields. */
  public static final int FRAME_BYTES = 5;

  /** Most entries are not longer. */
  private static final int USUAL_BYTES = 320;

  private Entries() {}

  /** Returns the one encoding of an entry. */
  public static byte[] encode(Entry entry) {
    FieldWriter out = new FieldWriter(USUAL_BYTES).u8(entry.kind()).u32(0);
    entry.writeFields(out);
    if (!(entry instanceof Reserved)) {
      out.prefixed(entry.tail());
    }
    return out.lengthAt(1).toArray();
  }

  /** Splits bytes into the encodings of entries, without reading their fields. */
  static List<ByteBuffer> split(ByteBuffer bytes) {
    List<ByteBuffer> parts = new ArrayList<>();
    ByteBuffer rest = bytes.slice();
    while (rest.hasRemaining()) {
      if (rest.remaining() < FRAME_BYTES) {
        throw new MalformedException("An entry ends within its frame");
      }
      int length = rest.getInt(rest.position() + 1);
      if (length < 0 || length > rest.remaining() - FRAME_BYTES) {
        throw new MalformedException("An entry of " + length + " bytes does not fit its batch");
      }
      parts.add(rest.slice(rest.position(), FRAME_BYTES + length));
      rest.position(rest.position() + FRAME_BYTES + length);
    }
    return parts;
  }

  /** Reads one entry; throws {@link MalformedException} unless the bytes are its one encoding. */
  public static Entry decode(ByteBuffer bytes) {
    FieldReader in = new FieldReader(bytes);
    int kind = in.u8();
    int length = in.u32();
    if (length != in.remaining()) {
      throw new MalformedException(
          "The entry says " + length + " bytes, but " + in.remaining() + " follow");
    }
    Entry entry = fields(kind, in);
    in.end();
    return entry;
  }

  private static Entry fields(int kind, FieldReader in) {
    return switch (kind) {
      case Genesis.KIND -> Genesis.read(in);
      case Admit.KIND -> Admit.read(in);
      case Remove.KIND -> Remove.read(in);
      case Lane.KIND -> Lane.read(in);
      case Add.KIND -> Add.read(in);
      case Consumed.KIND -> Consumed.read(in);
      case Settled.KIND -> Settled.read(in);
      case Pause.KIND -> Pause.read(in);
      case Trim.KIND -> Trim.read(in);
      default -> {
        if (kind < Reserved.KEYBIND || kind > Reserved.LAST) {
          throw new MalformedException("No entry has kind " + kind);
        }
        yield new Reserved(kind, in.rest());
      }
    };
  }
}
