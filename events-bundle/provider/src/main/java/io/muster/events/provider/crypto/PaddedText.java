package io.muster.events.provider.crypto;

import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The plaintexts that are sealed, padded with zeros to few sizes. Layout: WIRE.md. */
final class PaddedText {
  private static final int[] SMALL_BUCKETS = {256, 1024, 4096, 16_384, 65_536};

  /** Room for lengths and a type beside a text of a round size, which must not cost a step. */
  private static final int HEAD = 64;

  private static final int LARGE_STEP = 65_536;
  private static final int RESULT_STEP = 64;

  private PaddedText() {}

  /** Returns the size to which a body of so many bytes is padded. */
  static int bucket(int bytes) {
    int content = bytes - HEAD;
    for (int bucket : SMALL_BUCKETS) {
      if (content <= bucket) {
        return HEAD + bucket;
      }
    }
    return Math.addExact(HEAD, Math.multiplyExact((content - 1) / LARGE_STEP + 1, LARGE_STEP));
  }

  static byte[] body(Content content) {
    byte[] type = utf8(content.type());
    byte[] json = utf8(content.json());
    FieldWriter out = new FieldWriter().u32(2 + type.length + json.length);
    byte[] text = out.u16(type.length).raw(type).raw(json).toArray();
    return Arrays.copyOf(text, bucket(text.length));
  }

  static Content body(byte[] padded) {
    FieldReader in = new FieldReader(padded);
    try {
      int length = in.u32();
      if (length < 2 || length > in.remaining() || bucket(4 + length) != padded.length) {
        throw new UnreadableException("The body's length and padding do not agree");
      }
      byte[] type = in.raw(in.u16());
      byte[] json = in.raw(length - 2 - type.length);
      requireZeros(in);
      return new Content(text(type), text(json));
    } catch (MalformedException e) {
      throw new UnreadableException("The body is not of the form that was agreed", e);
    }
  }

  static byte[] result(String result) {
    byte[] text = utf8(result);
    byte[] all = new FieldWriter().u16(text.length).raw(text).toArray();
    return Arrays.copyOf(all, padded(all.length));
  }

  private static int padded(int bytes) {
    return (bytes + RESULT_STEP - 1) / RESULT_STEP * RESULT_STEP;
  }

  static String result(byte[] padded) {
    FieldReader in = new FieldReader(padded);
    try {
      byte[] text = in.raw(in.u16());
      if (padded(2 + text.length) != padded.length) {
        throw new UnreadableException("The result's length and padding do not agree");
      }
      requireZeros(in);
      return text(text);
    } catch (MalformedException e) {
      throw new UnreadableException("The result is not of the form that was agreed", e);
    }
  }

  private static void requireZeros(FieldReader in) {
    for (byte b : in.rest().toArray()) {
      if (b != 0) {
        throw new UnreadableException("The padding is not zero");
      }
    }
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The text has half of a surrogate pair", e);
    }
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException("The text is not UTF-8", e);
    }
  }
}
