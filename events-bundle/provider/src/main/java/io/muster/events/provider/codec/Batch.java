package io.muster.events.provider.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive entries of a feed, signed once: the unit of storage, sending and verification.
 * Encoded as {@code header ‖ entries ‖ signature}; the bytes are kept as they came. Immutable.
 */
public final class Batch {
  /** Most entries. */
  public static final int MAX_ENTRIES = 256;

  /** Largest encoding, in bytes. */
  public static final int MAX_BYTES = 65_536;

  /** Length of the signature, in bytes. */
  public static final int SIGNATURE_BYTES = 64;

  /** Most bytes of all entries together. */
  public static final int MAX_ENTRY_BYTES = MAX_BYTES - Header.BYTES - SIGNATURE_BYTES;

  /** Smallest encoding, in bytes. */
  public static final int MIN_BYTES = Header.BYTES + Entries.FRAME_BYTES + SIGNATURE_BYTES;

  /** Purpose of the signature. */
  public static final String PURPOSE = "muster/ev1/batch";

  private final Header header;
  private final Hash head;
  private final byte[] bytes;

  private Batch(Header header, byte[] bytes) {
    this.header = header;
    this.head = Header.headOf(bytes);
    this.bytes = bytes;
  }

  /**
   * Reads the header and checks the lengths; signature, root and entries are not looked at.
   *
   * @param encoded the whole batch; copied
   * @return the batch
   * @throws MalformedException if it cannot be a batch
   */
  public static Batch parse(byte[] encoded) {
    return owning(encoded.clone());
  }

  /** As {@link #parse}, but keeps the array, which nobody may change any more. */
  public static Batch owning(byte[] encoded) {
    if (encoded.length < MIN_BYTES || encoded.length > MAX_BYTES) {
      throw new MalformedException(
          "A batch has " + MIN_BYTES + " to " + MAX_BYTES + " bytes, not " + encoded.length);
    }
    Header header = Header.read(new FieldReader(ByteBuffer.wrap(encoded, 0, Header.BYTES)));
    if (header.byteLength() != encoded.length - Header.BYTES - SIGNATURE_BYTES) {
      throw new MalformedException(
          "The header says "
              + header.byteLength()
              + " bytes of entries, the batch has "
              + (encoded.length - Header.BYTES - SIGNATURE_BYTES));
    }
    return new Batch(header, encoded);
  }

  /**
   * Makes the header of a new batch.
   *
   * @param before the head of what the batch continues
   * @param encodedEntries 1 to 256 entries as {@link Entries#encode} gives them
   * @return the header, to be signed
   */
  public static Header headerOf(FeedHead before, List<byte[]> encodedEntries) {
    List<ByteBuffer> leaves = new ArrayList<>(encodedEntries.size());
    int length = 0;
    for (byte[] entry : encodedEntries) {
      leaves.add(ByteBuffer.wrap(entry));
      length += entry.length;
    }
    return new Header(
        before.feed(),
        before.seq() + 1,
        encodedEntries.size(),
        before.head(),
        MerkleRoot.of(leaves),
        length);
  }

  /** Puts a new batch together. */
  public static Batch of(Header header, List<byte[]> encodedEntries, byte[] signature) {
    FieldWriter out = new FieldWriter(Header.BYTES + header.byteLength() + SIGNATURE_BYTES);
    header.writeTo(out);
    encodedEntries.forEach(out::raw);
    return owning(out.raw(signature).toArray());
  }

  /** Returns the header. */
  public Header header() {
    return header;
  }

  /** Returns the head: what the next batch names as its past. */
  public Hash head() {
    return head;
  }

  /** Returns how far the feed is known with this batch. */
  public FeedHead end() {
    return new FeedHead(header.feedId(), header.lastSeq(), head);
  }

  /** Returns a fresh copy of the header's 111 bytes, which are what is signed. */
  public byte[] headerBytes() {
    return Arrays.copyOf(bytes, Header.BYTES);
  }

  /** Returns a fresh copy of the signature. */
  public byte[] signature() {
    return Arrays.copyOfRange(bytes, bytes.length - SIGNATURE_BYTES, bytes.length);
  }

  /** Returns the whole encoding, read-only, position 0. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Returns the length of the whole encoding. */
  public int size() {
    return bytes.length;
  }

  private List<ByteBuffer> parts() {
    List<ByteBuffer> parts =
        Entries.split(ByteBuffer.wrap(bytes, Header.BYTES, header.byteLength()));
    if (parts.size() != header.count()) {
      throw new MalformedException(
          "The header says " + header.count() + " entries, the batch has " + parts.size());
    }
    return parts;
  }

  /**
   * Checks the root and reads the entries.
   *
   * @return the entries, immutable; the first has number {@link Header#firstSeq}
   * @throws MalformedException if count or root differ or an entry is not in its one encoding
   */
  public List<Entry> entries() {
    List<ByteBuffer> parts = parts();
    if (!MerkleRoot.of(parts).equals(header.entriesRoot())) {
      throw new MalformedException("The entries do not have the root that was signed");
    }
    return decoded(parts);
  }

  /**
   * Reads the entries of a batch whose root was checked before it was stored.
   *
   * @return the entries, immutable; the first has number {@link Header#firstSeq}
   * @throws MalformedException if the count differs or an entry is not in its one encoding
   */
  public List<Entry> checkedEntries() {
    return decoded(parts());
  }

  /**
   * Reads one entry of a batch whose root was checked before it was stored.
   *
   * @param seq its number
   * @throws MalformedException if the entry is not in its one encoding
   * @throws IllegalArgumentException if the number is not in this batch
   */
  public Entry entry(long seq) {
    if (!header.contains(seq)) {
      throw new IllegalArgumentException(seq + " is not in " + this);
    }
    return Entries.decode(parts().get((int) (seq - header.firstSeq())));
  }

  private static List<Entry> decoded(List<ByteBuffer> parts) {
    List<Entry> entries = new ArrayList<>(parts.size());
    parts.forEach(part -> entries.add(Entries.decode(part)));
    return List.copyOf(entries);
  }

  @Override
  public String toString() {
    return header.feedId() + "[" + header.firstSeq() + ".." + header.lastSeq() + "]";
  }
}
