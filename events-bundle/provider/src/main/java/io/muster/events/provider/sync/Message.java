package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.PeerKey;
import java.util.List;

/** What peers say to each other. Each is one message of a channel. */
sealed interface Message {
  /** The version of the protocol. */
  int VERSION = 1;

  /**
   * First, from both sides.
   *
   * @param topic which topic
   * @param maxBatch largest batch taken, in bytes
   * @param maxBody largest body taken, in bytes
   * @param digest over the vector of the feeds
   */
  record Hello(Hash topic, int maxBatch, int maxBody, Hash digest) implements Message {}

  /** How far feeds are stored here. */
  record Have(List<Item> items) implements Message {
    /**
     * One feed. Its name follows from key and run.
     *
     * @param lastSeq the last entry stored, 0 if none is
     * @param head the head of the batch that ends there
     * @param trimmedThrough entries up to here are gone, 0 if none is
     */
    record Item(PeerKey key, RunId run, long lastSeq, Hash head, long trimmedThrough) {}
  }

  /**
   * Asks for batches from the one that contains an entry.
   *
   * @param prevHead the head before it, as the asker knows it
   * @param budget no further batch once so many bytes were sent
   */
  record WantFeed(FeedId feed, long fromSeq, Hash prevHead, int budget) implements Message {}

  /**
   * Asks the writer of a feed for what is there from an entry on and for what it grows by, without
   * being asked again.
   *
   * @param fromSeq from where, or 0 to add to the credit of a feed that is followed
   * @param prevHead the head before it, zeros if {@code fromSeq} is 0
   * @param credit no further batch once so many bytes were sent; 0 ends the following
   * @param bodies which payloads come along: {@link #NONE}, {@link #OWN} or {@link #ALL}
   */
  record Follow(FeedId feed, long fromSeq, Hash prevHead, int credit, int bodies)
      implements Message {
    /** No payloads. */
    static final int NONE = 0;

    /** Those for the asker. */
    static final int OWN = 1;

    /** Those for everybody. */
    static final int ALL = 2;

    static Follow more(FeedId feed, int credit) {
      return new Follow(feed, 0, Hash.ZERO, credit, NONE);
    }
  }

  /** Short encrypted payloads, whole. */
  record Bodies(List<Bytes> bodies) implements Message {}

  /** Asks for encrypted payloads. */
  record WantBodies(List<Hash> hashes) implements Message {}

  /**
   * Asks for headers and signatures alone, from the one of the batch that contains an entry.
   *
   * @param head where they lead to, as in HAVE: a forked feed has several
   * @param max at most so many
   */
  record WantHeaders(FeedId feed, long fromSeq, Hash head, int max) implements Message {}

  /**
   * A part of a batch; the parts of one follow each other.
   *
   * @param firstSeq the batch's first entry
   * @param total the batch's length, in bytes
   * @param offset where the part belongs
   */
  record BatchPart(FeedId feed, long firstSeq, int total, int offset, Bytes part)
      implements Message {}

  /** A part of an encrypted payload; the parts of one follow each other. */
  record BodyPart(Hash hash, int total, int offset, Bytes part) implements Message {}

  /** A header with its signature. */
  record SignedHeader(FeedId feed, Bytes header, Bytes signature) implements Message {
    /** Reads the header. */
    ForkProof.Signed signed() {
      byte[] both = new FieldWriter().raw(header).raw(signature).toArray();
      return ForkProof.Signed.read(both);
    }
  }

  /** Encrypted payloads that are on disk here. */
  record Stored(List<Hash> hashes) implements Message {}

  /** Two signed headers of one feed that contradict each other. */
  record Fork(PeerKey key, RunId run, Bytes first, Bytes second) implements Message {
    static Fork of(ForkProof proof) {
      return new Fork(proof.key(), proof.run(), proof.first().encode(), proof.second().encode());
    }

    /** Reads both headers. */
    ForkProof proof() {
      ForkProof.Signed one = ForkProof.Signed.read(first.toArray());
      return ForkProof.of(key, run, one, ForkProof.Signed.read(second.toArray()));
    }
  }

  /**
   * What was asked for is not given.
   *
   * @param subject the feed, or the payload's hash for {@link Reason#NOT_HERE}
   * @param through for {@link Reason#TRIMMED}: the last entry that is gone, else 0
   * @param head the head there, else zeros
   * @param trimFeed where the signed TRIM stands, else zeros
   * @param trimSeq its number, else 0
   */
  record Refuse(Reason reason, Hash subject, long through, Hash head, FeedId trimFeed, long trimSeq)
      implements Message {
    static Refuse plain(Reason reason, Hash subject) {
      return new Refuse(reason, subject, 0, Hash.ZERO, FeedId.NONE, 0);
    }

    static Refuse trimmed(Archive.Trimmed trimmed) {
      return new Refuse(
          Reason.TRIMMED,
          trimmed.through().feed().value(),
          trimmed.through().seq(),
          trimmed.through().head(),
          trimmed.at().feed(),
          trimmed.at().seq());
    }
  }

  /** Why something is not given. Never final: it is asked for again when anything changes. */
  enum Reason {
    /** The feed's quota is used up here. */
    QUOTA,
    /** The asker is no member as far as is known here. */
    NOT_MEMBER,
    /** It is larger than the asker takes. */
    TOO_LARGE,
    /** It was trimmed; the TRIM says so. */
    TRIMMED,
    /** It is not, or no longer, stored here. */
    NOT_HERE
  }
}
