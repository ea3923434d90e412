package io.muster.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws inputs: valid ones, valid ones changed at some places, and plain noise. */
final class Mutations {
  private static final int MAX_BYTES = 128 << 10;
  private static final int MAX_NOISE = 600;

  /** Where readers of numbers go wrong. */
  private static final long[] BOUNDARIES = {
    0,
    1,
    2,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    (1L << 53) - 1,
    1L << 53,
    Long.MAX_VALUE - 256,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };

  private final RandomGenerator random;
  private final List<byte[]> valid;
  private final List<String> words;

  Mutations(RandomGenerator random, List<byte[]> valid, List<String> words) {
    this.random = random;
    this.valid = valid;
    this.words = words;
  }

  byte[] draw() {
    return switch (random.nextInt(16)) {
      case 0 -> bytes(random.nextInt(MAX_NOISE));
      case 1 -> any().clone();
      default -> changed();
    };
  }

  private byte[] any() {
    return valid.get(random.nextInt(valid.size()));
  }

  private byte[] bytes(int length) {
    byte[] fresh = new byte[length];
    random.nextBytes(fresh);
    return fresh;
  }

  private byte[] changed() {
    byte[] input = any().clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      input = changed(input);
    }
    return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
  }

  private byte[] changed(byte[] in) {
    int at = random.nextInt(in.length + 1);
    int kinds = words.isEmpty() ? 9 : 11;
    return switch (random.nextInt(kinds)) {
      case 0, 1 -> flipped(in);
      case 2, 3 -> numbered(in, at);
      case 4 -> Arrays.copyOf(in, at);
      case 5 -> spliced(in, at, 0, bytes(random.nextInt(20)));
      case 6 -> spliced(in, at, random.nextInt(in.length - at + 1), new byte[0]);
      case 7 -> spliced(in, random.nextInt(in.length + 1), 0, slice(in));
      case 8 -> spliced(in, at, in.length - at, slice(any()));
      case 9 -> spliced(in, at, Math.min(in.length - at, random.nextInt(4)), word());
      default -> spliced(in, at, 0, repeated(word()));
    };
  }

  private byte[] flipped(byte[] in) {
    if (in.length > 0) {
      in[random.nextInt(in.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return in;
  }

  /** Writes a boundary, or a little more or less than what is there, over 1, 2, 4 or 8 bytes. */
  private byte[] numbered(byte[] in, int at) {
    int width = 1 << random.nextInt(4);
    if (at + width > in.length) {
      return in;
    }
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | in[at + i] & 0xff;
    }
    value =
        random.nextInt(3) == 0
            ? value + random.nextInt(5) - 2
            : BOUNDARIES[random.nextInt(BOUNDARIES.length)];
    for (int i = width - 1; i >= 0; i--) {
      in[at + i] = (byte) value;
      value >>>= 8;
    }
    return in;
  }

  private byte[] slice(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, from + random.nextInt(of.length - from + 1));
  }

  private byte[] word() {
    return words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] repeated(byte[] word) {
    byte[] all = new byte[word.length * (1 + random.nextInt(300))];
    for (int i = 0; i < all.length; i++) {
      all[i] = word[i % word.length];
    }
    return all;
  }

  private static byte[] spliced(byte[] in, int at, int removed, byte[] added) {
    byte[] out = new byte[in.length - removed + added.length];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(added, 0, out, at, added.length);
    System.arraycopy(in, at + removed, out, at + added.length, in.length - at - removed);
    return out;
  }
}
