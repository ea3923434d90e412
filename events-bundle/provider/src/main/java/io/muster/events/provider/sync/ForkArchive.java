package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.PeerKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What replication needs of feeds that have forked. Confined to the topic's thread. */
public interface ForkArchive {
  /** Says whether there is a proof against a feed. */
  boolean isForked(FeedId feed);

  /** Returns the heads of the branches beside the chain that came first here. */
  List<FeedHead> heads(FeedId feed);

  /** Says whether the batch with a head that ends at a number is here, or cannot be told. */
  boolean knows(FeedId feed, long seq, Hash head);

  /**
   * Returns up to which number all that a peer has counts as known: a TRIM covers it here, and the
   * branches share it.
   */
  long untold(FeedId feed);

  /** Returns the batch that contains an entry on the way to a head. */
  Optional<Batch> toward(FeedId feed, long seq, Hash head);

  /** Returns the batches that continue a head which ends at a number, one for each branch. */
  List<Batch> after(FeedId feed, long seq, Hash head);

  /** Returns all proofs. */
  Collection<ForkProof> proofs();

  /** Looks at a signed header; returns false if it is not signed by its writer. */
  boolean examine(PeerKey writer, RunId run, ForkProof.Signed header);

  /** What became of a proof. */
  enum Verdict {
    /** It says more than was known. */
    NEWS,
    /** It says nothing new, or its writer is nobody here. */
    NONE,
    /** It proves nothing. */
    FORGED
  }

  /** Takes a proof from a peer. */
  Verdict take(ForkProof proof);

  /** Members have come: proofs against them may count now. */
  void reconsider();
}
