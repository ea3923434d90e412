package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Puts the parts of one large message together. They follow each other; another begins anew, but
 * not without end.
 */
final class Parts {
  /** So many times the largest may come in parts without a whole. */
  private static final int MAX_ATTEMPTS = 8;

  private final int largest;
  private long withoutWhole;
  private Object subject;
  private ByteArrayOutputStream collected;
  private int total;

  Parts(int largest) {
    this.largest = largest;
  }

  /**
   * Takes a part.
   *
   * @param of what it is a part of
   * @param length of the whole
   * @param offset where the part belongs
   * @param part the part
   * @return the whole, if this was the last part; nobody may change it
   * @throws MalformedException if the part does not continue what came before, or no part is ever
   *     the last
   */
  Optional<byte[]> add(Object of, int length, int offset, Bytes part) {
    if (offset == 0 && part.length() == length) {
      return whole(part.shared());
    }
    if (offset == 0) {
      subject = of;
      total = length;
      collected = new ByteArrayOutputStream(Math.min(length, MessageCodec.MAX_PART));
    } else if (!of.equals(subject) || length != total || offset != collected.size()) {
      throw new MalformedException("A part at " + offset + " of " + length + " follows nothing");
    }
    withoutWhole += part.length();
    if (withoutWhole > (long) MAX_ATTEMPTS * largest) {
      throw new MalformedException(
          "Parts of " + withoutWhole + " bytes, and nothing is ever whole");
    }
    collected.writeBytes(part.shared());
    if (collected.size() < total) {
      return Optional.empty();
    }
    return whole(collected.toByteArray());
  }

  private Optional<byte[]> whole(byte[] all) {
    withoutWhole = 0;
    subject = null;
    collected = null;
    return Optional.of(all);
  }
}
