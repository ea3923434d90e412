package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.sync.ForkArchive;
import io.muster.peer.PeerKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Shows the branches of feeds to replication. Confined to the topic's thread. */
public final class ForkView implements ForkArchive {
  /** Most proofs against keys that are not known yet. */
  private static final int MAX_UNKNOWN = 64;

  private final Feeds feeds;
  private final Forks forks;
  private final Deque<ForkProof> unknown = new ArrayDeque<>();

  /** Looks at feeds, always at their present state. */
  public ForkView(Feeds feeds) {
    this.feeds = feeds;
    this.forks = feeds.forks();
  }

  @Override
  public boolean isForked(FeedId feed) {
    return forks.isForked(feed);
  }

  @Override
  public List<FeedHead> heads(FeedId feed) {
    return forks.heads(feed);
  }

  @Override
  public boolean knows(FeedId feed, long seq, Hash head) {
    return forks.has(feed, head)
        || feeds
            .stored(feed)
            .filter(stored -> stored.hasHead(seq, head, forks.point(feed)))
            .isPresent();
  }

  @Override
  public long untold(FeedId feed) {
    long trimmed = feeds.stored(feed).map(StoredFeed::base).orElse(0L);
    return Math.min(trimmed, forks.point(feed));
  }

  @Override
  public Optional<Batch> toward(FeedId feed, long seq, Hash head) {
    if (!forks.has(feed, head)) {
      return feeds.batchContaining(feed, seq);
    }
    Branches branches = forks.of(feed);
    return branches
        .containing(seq, head)
        .flatMap(branches::batch)
        .or(() -> feeds.batchContaining(feed, seq));
  }

  @Override
  public List<Batch> after(FeedId feed, long seq, Hash head) {
    List<Batch> all = new ArrayList<>();
    feeds
        .batchContaining(feed, seq + 1)
        .filter(batch -> batch.header().prevHead().equals(head))
        .ifPresent(all::add);
    if (forks.isForked(feed)) {
      all.addAll(forks.of(feed).after(head));
    }
    return all;
  }

  @Override
  public Collection<ForkProof> proofs() {
    return forks.proofs();
  }

  @Override
  public boolean examine(PeerKey writer, RunId run, ForkProof.Signed header) {
    return new BranchIntake(feeds).examine(writer, run, header);
  }

  @Override
  public Verdict take(ForkProof proof) {
    if (forks.point(proof.feed()) <= proof.point()) {
      return Verdict.NONE;
    }
    if (!proof.holds(feeds.topicId(), feeds.setup().verifier())) {
      return Verdict.FORGED;
    }
    if (!isKnown(proof.key())) {
      unknown.add(proof);
      if (unknown.size() > MAX_UNKNOWN) {
        unknown.remove();
      }
      return Verdict.NONE;
    }
    return forks.take(proof) ? Verdict.NEWS : Verdict.NONE;
  }

  private boolean isKnown(PeerKey key) {
    Roster roster = feeds.state().roster();
    boolean own = key.equals(feeds.setup().self());
    return own || roster.isMember(key) || roster.isRemoved(key);
  }

  @Override
  public void reconsider() {
    List<ForkProof> again = unknown.stream().filter(proof -> isKnown(proof.key())).toList();
    unknown.removeAll(again);
    again.forEach(forks::take);
  }
}
