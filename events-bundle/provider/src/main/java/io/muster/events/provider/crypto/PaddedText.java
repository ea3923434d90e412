package io.muster.events.provider.crypto;

import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The plaintexts that are sealed, padded with zeros to few sizes. Layout: WIRE.md. */
final class PaddedText {
  private static final int[] SMALL_BUCKETS = {256, 1024, 4096, 16_384, 65_536};

  /** Room for lengths and a type beside a text of a round size, which must not cost a step. */
  private static final int HEAD = 64;

  private static final int LARGE_STEP = 65_536;
  private static final int RESULT_STEP = 64;

  /** Length of the text, length of the type. */
  private static final int BODY_HEAD = 4 + 2;

  /** Stands in a text for what is not UTF-8, unless it was there before. */
  private static final char REPLACEMENT = '\uFFFD';

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
    int length = 2 + type.length + json.length;
    int padded = bucket(4 + length);
    FieldWriter out = new FieldWriter(padded).u32(length).u16(type.length);
    return out.raw(type).raw(json).toArray(padded);
  }

  static Content body(byte[] padded) {
    FieldReader in = new FieldReader(padded);
    try {
      int length = in.u32();
      if (length < 2 || length > in.remaining() || bucket(4 + length) != padded.length) {
        throw new UnreadableException("The body's length and padding do not agree");
      }
      int type = in.u16();
      if (type > length - 2) {
        throw new UnreadableException("The type is longer than the body");
      }
      int json = BODY_HEAD + type;
      requireZeros(padded, 4 + length);
      return new Content(text(padded, BODY_HEAD, json), text(padded, json, 4 + length));
    } catch (MalformedException e) {
      throw new UnreadableException("The body is not of the form that was agreed", e);
    }
  }

  static byte[] result(String result) {
    byte[] text = utf8(result);
    int length = padded(2 + text.length);
    return new FieldWriter(length).u16(text.length).raw(text).toArray(length);
  }

  private static int padded(int bytes) {
    return (bytes + RESULT_STEP - 1) / RESULT_STEP * RESULT_STEP;
  }

  static String result(byte[] padded) {
    FieldReader in = new FieldReader(padded);
    try {
      int length = in.u16();
      if (length > in.remaining() || padded(2 + length) != padded.length) {
        throw new UnreadableException("The result's length and padding do not agree");
      }
      requireZeros(padded, 2 + length);
      return text(padded, 2, 2 + length);
    } catch (MalformedException e) {
      throw new UnreadableException("The result is not of the form that was agreed", e);
    }
  }

  private static void requireZeros(byte[] padded, int from) {
    for (int i = from; i < padded.length; i++) {
      if (padded[i] != 0) {
        throw new UnreadableException("The padding is not zero");
      }
    }
  }

  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!text.equals(new String(bytes, StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("The text has half of a surrogate pair");
    }
    return bytes;
  }

  private static String text(byte[] all, int from, int to) {
    String text = new String(all, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(all, from, to - from);
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException("The text is not UTF-8", e);
    }
  }
}
