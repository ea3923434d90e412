package io.muster.events.provider.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What is signed of a batch. Layout: WIRE.md.
 *
 * @param feedId whose entries
 * @param firstSeq number of the first entry, 1 or more
 * @param count how many entries, 1 to 256
 * @param prevHead head of the batch before; the feed's name for the first
 * @param entriesRoot Merkle root over the encodings of the entries
 * @param byteLength length of all entries together
 */
public record Header(
    FeedId feedId, long firstSeq, int count, Hash prevHead, Hash entriesRoot, int byteLength) {
  /** Length, in bytes. */
  public static final int BYTES = 111;

  /** The only version. */
  public static final int VERSION = 1;

  private static final byte[] LABEL = "muster/ev1/head".getBytes(StandardCharsets.US_ASCII);

  /** Checks the ranges. */
  public Header {
    boolean numbers = firstSeq >= 1 && firstSeq <= Long.MAX_VALUE - Batch.MAX_ENTRIES;
    if (!numbers || count < 1 || count > Batch.MAX_ENTRIES) {
      throw new MalformedException("No batch has " + count + " entries from " + firstSeq);
    }
    if (byteLength < count * Entries.FRAME_BYTES || byteLength > Batch.MAX_ENTRY_BYTES) {
      throw new MalformedException(count + " entries do not have " + byteLength + " bytes");
    }
    if ((firstSeq == 1) && !prevHead.equals(feedId.value())) {
      throw new MalformedException("The first batch of a feed does not name it as its past");
    }
  }

  /** Reads 111 bytes. */
  public static Header read(FieldReader in) {
    int version = in.u8();
    if (version != VERSION) {
      throw new MalformedException(
          "This batch has version " + version + "; this node knows version " + VERSION);
    }
    FeedId feed = in.feed();
    long first = in.u64();
    return new Header(feed, first, in.u16(), in.hash(), in.hash(), in.u32());
  }

  /** Returns the 111 bytes. */
  public byte[] encode() {
    FieldWriter out = new FieldWriter(BYTES);
    writeTo(out);
    return out.toArray();
  }

  void writeTo(FieldWriter out) {
    out.u8(VERSION).feed(feedId).u64(firstSeq).u16(count);
    out.hash(prevHead).hash(entriesRoot).u32(byteLength);
  }

  /** Returns {@code SHA-256("muster/ev1/head" ‖ header)}: without the signature. */
  public Hash head() {
    return headOf(encode());
  }

  /** Returns the head of the batch that begins with an encoded header. */
  static Hash headOf(byte[] batch) {
    MessageDigest sha256 = Hash.newSha256();
    sha256.update(LABEL);
    sha256.update(batch, 0, BYTES);
    return Hash.of(sha256.digest());
  }

  /** Returns the number of the last entry. */
  public long lastSeq() {
    return firstSeq + count - 1;
  }

  /** Says whether an entry is in the batch. */
  public boolean contains(long seq) {
    return seq >= firstSeq && seq <= lastSeq();
  }

  /**
   * Says whether two headers, if both are validly signed, prove that their writer forked: not equal
   * and overlapping, or adjacent and not chained.
   */
  public boolean provesForkWith(Header other) {
    if (!feedId.equals(other.feedId) || equals(other)) {
      return false;
    }
    if (firstSeq <= other.lastSeq() && other.firstSeq <= lastSeq()) {
      return true;
    }
    return breaksChain(this, other) || breaksChain(other, this);
  }

  private static boolean breaksChain(Header before, Header after) {
    return after.firstSeq == before.lastSeq() + 1 && !after.prevHead.equals(before.head());
  }
}
