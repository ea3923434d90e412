package io.muster.hub.provider.mux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message of a link. Layout: hub-bundle/api/WIRE.md.
 *
 * @param kind what it is
 * @param channel the number of the channel, 0 for the connection
 * @param number a nonce, an index, a limit or a code, as the kind says
 * @param body the rest, read-only
 */
record Frame(Kind kind, int channel, long number, ByteBuffer body) {
  /** Length of the header, in bytes. */
  static final int HEADER = 16;

  /** Longest body, in bytes. */
  static final int MAX_BODY = 16_384 - HEADER;

  /** Longest reason of a closing frame, in bytes of UTF-8. */
  static final int MAX_REASON = 512;

  /** Longest protocol name, in characters. */
  static final int MAX_NAME = 128;

  /** Longest HELLO body, in bytes. */
  static final int MAX_HELLO = 256;

  private static final int NUMBER_AT = 8;
  private static final int EXTENSIONS = 128;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** What a frame is. */
  enum Kind {
    HELLO(1, false, 4, MAX_HELLO),
    OFFER(2, false, 1, MAX_NAME),
    WITHDRAW(3, false, 1, MAX_NAME),
    OPEN(4, true, 1, MAX_NAME),
    DATA(5, true, 1, MAX_BODY),
    CREDIT(6, true, 0, 0),
    CLOSE(7, true, 0, MAX_REASON),
    PING(8, false, 0, 0),
    PONG(9, false, 0, 0),
    GOODBYE(10, false, 0, MAX_REASON),
    /** Kinds 128 to 255: for later versions, ignored. */
    EXTENSION(EXTENSIONS, false, 0, MAX_BODY);

    final int code;
    private final boolean ofChannel;
    private final int minBody;
    private final int maxBody;

    Kind(int code, boolean ofChannel, int minBody, int maxBody) {
      this.code = code;
      this.ofChannel = ofChannel;
      this.minBody = minBody;
      this.maxBody = maxBody;
    }

    static Kind of(int code) throws FrameException {
      if (code >= EXTENSIONS) {
        return EXTENSION;
      }
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new FrameException("unknown frame kind " + code);
    }
  }

  static Frame of(Kind kind, int channel, long number) {
    return new Frame(kind, channel, number, EMPTY);
  }

  static Frame text(Kind kind, int channel, long number, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, kind.maxBody);
    return new Frame(kind, channel, number, ByteBuffer.wrap(bytes, 0, length));
  }

  /** Writes another number into an encoded frame. */
  static void number(ByteBuffer encoded, long number) {
    encoded.putLong(NUMBER_AT, number);
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + body.remaining());
    out.put((byte) kind.code).put((byte) 0).putShort((short) body.remaining());
    out.putInt(channel).putLong(number).put(body.duplicate());
    return out.flip();
  }

  /** Reads one link message; the body is a view of it. */
  static Frame decode(ByteBuffer message) throws FrameException {
    ByteBuffer in = message.slice();
    if (in.remaining() < HEADER) {
      throw new FrameException("frame of " + in.remaining() + " bytes, a header has " + HEADER);
    }
    Kind kind = Kind.of(in.get() & 0xff);
    int flags = in.get();
    int length = in.getShort() & 0xffff;
    int channel = in.getInt();
    long number = in.getLong();
    if (kind != Kind.EXTENSION) {
      requireValid(kind, flags, channel);
      requireLength(kind, length);
    }
    if (length != in.remaining()) {
      throw new FrameException(kind + " says " + length + " bytes, has " + in.remaining());
    }
    return new Frame(kind, channel, number, in.slice());
  }

  private static void requireValid(Kind kind, int flags, int channel) throws FrameException {
    if (flags != 0) {
      throw new FrameException(kind + " with flags " + flags + ", must be 0");
    }
    if (kind.ofChannel != (channel != 0) || channel < 0) {
      throw new FrameException(kind + " with channel " + channel);
    }
  }

  private static void requireLength(Kind kind, int length) throws FrameException {
    if (length < kind.minBody || length > kind.maxBody) {
      throw new FrameException(
          kind + " of " + length + " bytes, allowed " + kind.minBody + " to " + kind.maxBody);
    }
  }

  /** The body as a protocol's name: 1 to 128 printable ASCII characters. */
  String name() throws FrameException {
    String name = StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString();
    if (!isName(name)) {
      throw new FrameException("protocol name with a character that is not printable ASCII");
    }
    return name;
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /** The body as words of a stranger, made harmless for logs. */
  String reason() {
    String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
