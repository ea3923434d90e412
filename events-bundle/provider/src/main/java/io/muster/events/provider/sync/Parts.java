package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Puts the parts of one large message together. They follow each other; another begins anew. */
final class Parts {
  private Object subject;
  private ByteArrayOutputStream collected;
  private int total;

  /**
   * Takes a part.
   *
   * @param of what it is a part of
   * @param length of the whole
   * @param offset where the part belongs
   * @param part the part
   * @return the whole, if this was the last part
   * @throws MalformedException if the part does not continue what came before
   */
  Optional<byte[]> add(Object of, int length, int offset, Bytes part) {
    if (offset == 0) {
      subject = of;
      total = length;
      collected = new ByteArrayOutputStream(Math.min(length, MessageCodec.MAX_PART));
    } else if (!of.equals(subject) || length != total || offset != collected.size()) {
      throw new MalformedException("A part at " + offset + " of " + length + " follows nothing");
    }
    collected.writeBytes(part.toArray());
    if (collected.size() < total) {
      return Optional.empty();
    }
    byte[] whole = collected.toByteArray();
    subject = null;
    collected = new ByteArrayOutputStream(0);
    return Optional.of(whole);
  }
}
