package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.feed.IngestResult.Kind;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks what a peer sent, cheapest first: name, member, contiguous, quota, signature, entries. */
record Intake(Feeds feeds) {
  CompletionStage<IngestResult> take(PeerKey key, RunId run, Batch batch) {
    FeedId id = batch.header().feedId();
    if (!FeedId.of(feeds.topicId(), key, run).equals(id)) {
      return done(IngestResult.of(Kind.INVALID, "key and run do not make this feed's name"));
    }
    if (!feeds.state().roster().takes(key, id, batch.header().lastSeq())) {
      return done(IngestResult.of(Kind.NOT_MEMBER));
    }
    return place(feeds.feedOrNew(id, key, run), batch);
  }

  private CompletionStage<IngestResult> place(StoredFeed feed, Batch batch) {
    FeedHead before = feed.accepted();
    long first = batch.header().firstSeq();
    boolean onBranch = feeds.forks().has(feed.id(), batch.header().prevHead());
    if (first > before.seq() + 1 && !onBranch) {
      return done(IngestResult.gap(before.seq() + 1));
    }
    long shared = feeds.forks().point(feed.id());
    if (feed.hasAccepted(batch, shared) || feeds.forks().has(feed.id(), batch.head())) {
      return done(IngestResult.of(Kind.DUPLICATE));
    }
    boolean fits = first == before.seq() + 1 && batch.header().prevHead().equals(before.head());
    if (fits && feeds.isBeingWritten(feed.id()) && isSigned(feed, batch)) {
      feeds.leaveRun(); // what is open is signed first, and may contradict this batch
      if (!feeds.isBeingWritten(feed.id())) {
        return place(feed, batch);
      }
    }
    if (overQuota(feed, batch)) {
      return done(IngestResult.of(Kind.QUOTA));
    }
    if (!isSigned(feed, batch)) {
      return done(IngestResult.of(Kind.INVALID, "the signature does not hold"));
    }
    return fits ? store(feed, batch) : new BranchIntake(feeds).take(feed, batch);
  }

  private boolean overQuota(StoredFeed feed, Batch batch) {
    PeerKey key = feed.key();
    if (key.equals(feeds.setup().server()) || key.equals(feeds.setup().self())) {
      return false;
    }
    return feeds.used(key).exceeds(feeds.state().roster().quotas(key), feed, batch);
  }

  private boolean isSigned(StoredFeed feed, Batch batch) {
    return feeds.isSigned(feed.key(), batch);
  }

  private CompletionStage<IngestResult> store(StoredFeed feed, Batch batch) {
    List<Entry> entries;
    try {
      entries = batch.entries();
      EntryRules.check(feeds.setup(), feed, batch.header(), entries);
    } catch (MalformedException e) {
      return done(IngestResult.of(Kind.INVALID, e.getMessage()));
    }
    return feeds.store(feed, batch, entries).thenApply(stored -> IngestResult.of(Kind.STORED));
  }

  private static CompletionStage<IngestResult> done(IngestResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
