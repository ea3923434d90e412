package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.util.Arrays;

/**
 * Two signed headers of one feed that contradict each other: whoever holds its key wrote two
 * histories. Anybody can check it who knows key and run.
 *
 * @param key whose feed it is
 * @param run which run
 * @param first the one that comes first by number, then by head
 * @param second the other
 */
public record ForkProof(PeerKey key, RunId run, Signed first, Signed second) {
  /** Length of a signed header, in bytes. */
  public static final int SIGNED_BYTES = Header.BYTES + Batch.SIGNATURE_BYTES;

  /** A header with its signature. */
  public record Signed(Header header, Bytes signature) {
    /** Returns header and signature of a batch. */
    public static Signed of(Batch batch) {
      return new Signed(batch.header(), Bytes.of(batch.signature()));
    }

    /** Reads 175 bytes. */
    public static Signed read(byte[] bytes) {
      FieldReader from = new FieldReader(Arrays.copyOf(bytes, Header.BYTES));
      Header header = Header.read(from);
      from.end();
      return new Signed(header, Bytes.of(Arrays.copyOfRange(bytes, Header.BYTES, SIGNED_BYTES)));
    }

    /** Returns the 175 bytes. */
    public Bytes encode() {
      return Bytes.of(new FieldWriter().raw(header.encode()).raw(signature).toArray());
    }

    /** Says whether the key has signed it. */
    public boolean isBy(PeerKey key, SignatureVerifier verifier) {
      return verifier.verify(key, Batch.PURPOSE, header.encode(), signature.toArray());
    }
  }

  /** Puts the two in their one order. */
  public static ForkProof of(PeerKey key, RunId run, Signed one, Signed other) {
    int order = Long.compare(one.header().firstSeq(), other.header().firstSeq());
    if (order == 0) {
      order = one.header().head().compareTo(other.header().head());
    }
    return order <= 0 ? new ForkProof(key, run, one, other) : new ForkProof(key, run, other, one);
  }

  /** Returns the feed that has forked. */
  public FeedId feed() {
    return first.header().feedId();
  }

  /** Returns the last number that both histories may share. */
  public long point() {
    return Math.min(first.header().firstSeq(), second.header().firstSeq()) - 1;
  }

  /** Says whether it proves anything: same feed, of this key and run, contradiction, signatures. */
  public boolean holds(Hash topicId, SignatureVerifier verifier) {
    return FeedId.of(topicId, key, run).equals(feed())
        && first.header().provesForkWith(second.header())
        && first.isBy(key, verifier)
        && second.isBy(key, verifier);
  }

  /** Returns the encoding, as in FORK behind its kind. */
  public byte[] encode() {
    FieldWriter to = new FieldWriter().key(key).run(run);
    return to.raw(first.encode()).raw(second.encode()).toArray();
  }

  /** Reads what {@link #encode} wrote. */
  public static ForkProof read(byte[] bytes) {
    FieldReader from = new FieldReader(bytes);
    PeerKey key = from.key();
    RunId run = from.run();
    Signed one = Signed.read(from.raw(SIGNED_BYTES));
    Signed other = Signed.read(from.raw(SIGNED_BYTES));
    from.end();
    ForkProof proof = of(key, run, one, other);
    if (!proof.first.equals(one)) {
      throw new MalformedException("The headers of a proof are not in their order");
    }
    return proof;
  }
}
