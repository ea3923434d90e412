package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.PeerKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What replication needs of what is stored here. Confined to the topic's thread, on which its
 * stages complete, too.
 */
public interface Archive {
  /** What became of a batch. */
  enum Ingest {
    /** It is durable here, now or from before. */
    STORED,
    /** It does not continue what is here, or is evidence against its writer. */
    UNFIT,
    /** Not what its writer signed, or never allowed. */
    INVALID,
    /** Its writer may not store more, or is no member. */
    REFUSED
  }

  /**
   * How far a feed is durable.
   *
   * @param key who wrote it
   * @param run in which run
   * @param head the last entry stored
   * @param trimmedThrough entries up to here are gone, 0 if none is
   */
  record FeedSummary(PeerKey key, RunId run, FeedHead head, long trimmedThrough) {}

  /** Returns all feeds of which something is durable here; a forked one with each of its heads. */
  Collection<FeedSummary> vector();

  /** Returns one feed of the vector. */
  Optional<FeedSummary> durable(FeedId feed);

  /** Returns how far a feed is durable here or, written here, on its way to the disk. */
  FeedHead end(FeedId feed);

  /** Returns the durable batch that contains an entry. */
  Optional<Batch> batch(FeedId feed, long seq);

  /** As {@link #batch}, of a feed that is written here also what is on its way to the disk. */
  Optional<Batch> travelling(FeedId feed, long seq);

  /** Verifies and stores a batch of a feed. */
  CompletionStage<Ingest> ingest(PeerKey writer, RunId run, Batch batch);

  /**
   * What is given instead of entries that are gone.
   *
   * @param through the feed, and how far it is trimmed
   * @param at where the TRIM stands
   */
  record Trimmed(FeedHead through, Position at) {}

  /** Returns the TRIM that covers an entry which is not here. */
  Optional<Trimmed> trimmed(FeedId feed, long seq);

  /**
   * Takes a batch in which a feed's own TRIM is said to stand.
   *
   * @return completes with whether the feed may now be fetched from further on
   */
  CompletionStage<Boolean> prove(PeerKey writer, Batch batch);

  /** Says whether the beginning of a feed is missing of which a TRIM is known. */
  boolean lacksBeginning();

  /** Returns the events that a batch adds; of a batch that is stored here. */
  List<Add> adds(Batch batch);

  /** Returns those whose payloads are needed here and missing; of a batch that was ingested. */
  List<Add> lacking(Batch batch);

  /** Says whether the payloads for all members are kept here. */
  boolean keepsAllBodies();

  /** Says whether a key may fetch from here. */
  boolean isMember(PeerKey key);

  /** Says whether the feeds of a writer are kept here. */
  boolean keeps(PeerKey writer);

  /** Says whether an encrypted payload is wanted and not here. */
  boolean lacks(Hash body);

  /** Returns an encrypted payload. */
  Optional<byte[]> body(Hash hash);

  /** Stores an encrypted payload; completes with whether it is needed, and stays. */
  CompletionStage<Boolean> keep(Hash hash, byte[] body);

  /** Returns what is here of feeds that have forked. */
  ForkArchive forks();

  /** Returns the encrypted payloads stored here that are still of use. */
  Collection<Hash> bodies();
}
