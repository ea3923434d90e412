package io.muster.hub.signalhub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads server-sent events: lines end in LF, CR or CRLF; {@code data} lines are joined by LF;
 * comments and other fields are skipped, because what other clients of the hub write into them must
 * not steer us. An event that is too long or no UTF-8 is dropped and named; an event without its
 * empty line at the end of the stream is not delivered. Memory is bounded by twice the limit.
 */
final class EventStream {
  /** Is told what was read. */
  interface Sink {
    void event(String data);

    void dropped(String why);
  }

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final int FIELD_SPACE = 8;

  private final int limit;
  private final Sink sink;
  private final ByteBuilder line;
  private final ByteBuilder data;
  private boolean hasData;
  private boolean tooLong;
  private boolean afterReturn;
  private boolean firstLine = true;

  EventStream(int limit, Sink sink) {
    this.limit = limit;
    this.sink = sink;
    this.line = new ByteBuilder(limit + FIELD_SPACE);
    this.data = new ByteBuilder(limit);
  }

  /** Reads until the stream ends. */
  void read(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      for (int i = 0; i < n; i++) {
        accept(buffer[i]);
      }
    }
  }

  private void accept(byte b) {
    boolean second = b == '\n' && afterReturn;
    afterReturn = b == '\r';
    if (second) {
      return;
    }
    if (b == '\n' || b == '\r') {
      endLine();
    } else {
      line.add(b);
    }
  }

  private void endLine() {
    if (firstLine && line.startsWith(BOM)) {
      line.removeFirst(BOM.length);
    }
    firstLine = false;
    if (line.isEmpty()) {
      dispatch();
    } else {
      field();
    }
    line.clear();
  }

  private void field() {
    int length = line.length();
    boolean isData =
        line.startsWith(DATA) && (length == DATA.length || line.at(DATA.length) == ':');
    if (!isData) {
      return;
    }
    int from = Math.min(length, DATA.length + 1);
    from += from < length && line.at(from) == ' ' ? 1 : 0;
    if (hasData) {
      data.add((byte) '\n');
    }
    hasData = true;
    data.addAll(line, from);
    tooLong |= line.isOverfull() || data.isOverfull();
  }

  private void dispatch() {
    if (tooLong) {
      sink.dropped("an event of more than " + limit + " bytes");
    } else if (!data.isEmpty()) {
      try {
        sink.event(data.text());
      } catch (CharacterCodingException e) {
        sink.dropped("an event that is no UTF-8");
      }
    }
    data.clear();
    hasData = false;
    tooLong = false;
  }

  /** Bytes up to a limit; what is added beyond it is lost, and remembered as lost. */
  private static final class ByteBuilder {
    private final int limit;
    private byte[] bytes = new byte[256];
    private int length;
    private boolean overfull;

    ByteBuilder(int limit) {
      this.limit = limit;
    }

    void add(byte b) {
      if (length == limit) {
        overfull = true;
        return;
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, length * 2));
      }
      bytes[length++] = b;
    }

    void addAll(ByteBuilder other, int from) {
      for (int i = from; i < other.length; i++) {
        add(other.bytes[i]);
      }
    }

    boolean startsWith(byte[] prefix) {
      return length >= prefix.length
          && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    void removeFirst(int count) {
      System.arraycopy(bytes, count, bytes, 0, length - count);
      length -= count;
    }

    String text() throws CharacterCodingException {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    }

    byte at(int index) {
      return bytes[index];
    }

    int length() {
      return length;
    }

    boolean isEmpty() {
      return length == 0;
    }

    boolean isOverfull() {
      return overfull;
    }

    void clear() {
      length = 0;
      overfull = false;
    }
  }
}
