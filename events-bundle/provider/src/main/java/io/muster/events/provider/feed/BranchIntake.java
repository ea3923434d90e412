package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.ForkProof.Signed;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.feed.IngestResult.Kind;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes what contradicts a feed: proofs, headers, and the batches of branches. */
final class BranchIntake {
  private final Feeds feeds;
  private final Forks forks;

  BranchIntake(Feeds feeds) {
    this.feeds = feeds;
    this.forks = feeds.forks();
  }

  /** Takes a validly signed batch that does not continue the chain that came first. */
  CompletionStage<IngestResult> take(StoredFeed feed, Batch batch) {
    Branches branches = forks.of(feed.id());
    if (!branches.has(batch.header().prevHead())) {
      Optional<ForkProof> proof = forks.contradiction(feed, Signed.of(batch));
      proof.ifPresent(forks::take);
      if (proof.isEmpty() && !forks.isForked(feed.id())) {
        return done(IngestResult.of(Kind.EVIDENCE, "it neither continues the feed nor forks it"));
      }
    }
    if (!isLinked(feed, batch.header())) {
      return done(IngestResult.of(Kind.EVIDENCE)); // what is before it comes first
    }
    if (!branches.hasRoomFor(batch.header())) {
      return done(IngestResult.of(Kind.EVIDENCE));
    }
    try {
      List<Entry> entries = batch.entries();
      EntryRules.check(feeds.setup(), feed, batch.header(), entries);
      return store(feed, branches, batch, entries);
    } catch (MalformedException e) {
      return done(IngestResult.of(Kind.INVALID, e.getMessage()));
    }
  }

  /** A branch goes on from what is here, or from a place that a TRIM covers and all share. */
  private boolean isLinked(StoredFeed feed, Header header) {
    return header.firstSeq() == 1
        || forks.has(feed.id(), header.prevHead())
        || feed.hasHead(header.firstSeq() - 1, header.prevHead(), forks.point(feed.id()));
  }

  private CompletionStage<IngestResult> store(
      StoredFeed feed, Branches branches, Batch batch, List<Entry> entries) {
    return branches
        .keep(batch, feeds.setup().topicThread())
        .thenApply(
            number -> {
              feeds.state().forked(feed.id(), forks.point(feed.id()));
              feeds.tookEffect(feed, batch, entries, true);
              return IngestResult.of(Kind.EVIDENCE);
            });
  }

  /** Takes a header that a peer sent; returns whether it is signed. */
  boolean examine(PeerKey key, RunId run, Signed signed) {
    if (!signed.isBy(key, feeds.setup().verifier())) {
      return false;
    }
    feeds
        .stored(signed.header().feedId())
        .flatMap(feed -> forks.contradiction(feed, signed))
        .ifPresent(forks::take);
    return true;
  }

  private static CompletionStage<IngestResult> done(IngestResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
