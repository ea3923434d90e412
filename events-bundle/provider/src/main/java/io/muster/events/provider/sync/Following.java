package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.sync.Archive.FeedSummary;
import io.muster.events.provider.sync.Archive.Ingest;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Have;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The feeds of a peer's own key that it sends as they grow, with the payloads that belong here, so
 * that nothing has to be asked for once more. Whatever does not go well ends it; the feed is then
 * fetched as others are, from whoever has it.
 */
final class Following {
  /** Bytes of batches that the peer may send unasked; renewed when half is used. */
  static final int CREDIT = 1 << 20;

  /** Batches of one feed that may be on their way to the disk before more credit is given. */
  private static final int MAX_PENDING = 64;

  /** Bytes of bodies that may be under way when the following ends. */
  private static final int LATE_BODIES = 1 << 20;

  private final Session session;
  private final Replication owner;
  private final Map<FeedId, Followed> feeds = new HashMap<>();
  private final Set<FeedId> failed = new HashSet<>();

  private static final class Followed {
    final Have.Item item;
    final FeedId feed;
    final Pace pace;
    final boolean allBodies;
    long next;
    int credit = CREDIT;
    int pending;

    /** What was under way when the order was changed may still come, and leave a gap. */
    boolean renewed;

    Followed(Have.Item item, FeedHead from, boolean allBodies, long now) {
      this.allBodies = allBodies;
      this.item = item;
      this.feed = from.feed();
      this.next = from.seq() + 1;
      this.pace = new Pace(now);
    }
  }

  Following(Session session) {
    this.session = session;
    this.owner = session.owner;
  }

  /** Begins to follow a feed that the peer itself writes; false if it is to be fetched. */
  boolean consider(FeedId feed, Have.Item item) {
    if (feeds.containsKey(feed)) {
      return true;
    }
    if (!item.key().equals(session.peer())
        || item.trimmedThrough() > 0
        || failed.contains(feed)
        || feeds.size() >= Followers.MAX_FEEDS
        || owner.pulled.isClaimed(feed)) {
      return false;
    }
    begin(feed, item);
    return true;
  }

  private void begin(FeedId feed, Have.Item item) {
    FeedHead from =
        owner.archive.durable(feed).map(FeedSummary::head).orElse(FeedHead.before(feed));
    boolean all = owner.archive.keepsAllBodies();
    feeds.put(feed, new Followed(item, from, all, now()));
    int bodies = all ? Follow.ALL : Follow.OWN;
    session.outbox.send(new Follow(feed, from.seq() + 1, from.head(), CREDIT, bodies));
  }

  /** Whether the feeds of others, and all bodies, are kept here may have changed. */
  void rosterChanged() {
    for (Followed followed : List.copyOf(feeds.values())) {
      if (!owner.archive.keeps(followed.item.key())) {
        end(followed);
      } else if (followed.allBodies != owner.archive.keepsAllBodies()) {
        session.mayComeLate(Math.max(0, followed.credit) + LATE_BODIES);
        begin(followed.feed, followed.item);
        feeds.get(followed.feed).renewed = true;
      }
    }
  }

  private long now() {
    return owner.setting.clock().millis();
  }

  boolean expects(FeedId feed) {
    return feeds.containsKey(feed);
  }

  /** A part of a batch has come. */
  void heard(FeedId feed, int bytes) {
    feeds.get(feed).pace.heard(bytes, now());
  }

  /** Says whether the peer is known to have more than it has sent, or some is not on disk yet. */
  boolean isBusy() {
    return feeds.values().stream().anyMatch(this::isBehind);
  }

  private boolean isBehind(Followed followed) {
    return followed.pending > 0 || owner.known(followed.feed) >= followed.next;
  }

  /** Takes the next batch. */
  void arrived(FeedId feed, Batch batch) {
    Followed followed = feeds.get(feed);
    boolean expected = batch.header().contains(followed.next);
    if (batch.header().lastSeq() < followed.next || followed.renewed && !expected) {
      session.unasked("batches", batch.size()); // it was under way when the order was changed
      return;
    }
    followed.renewed = false;
    boolean beyondCredit = followed.credit < -CREDIT; // an order that was renewed may double it
    if (beyondCredit || !batch.header().feedId().equals(feed) || !expected) {
      session.unasked("batches", batch.size());
      end(followed);
      return;
    }
    followed.next = batch.header().lastSeq() + 1;
    followed.credit -= batch.size();
    followed.pending++;
    owner
        .archive
        .ingest(followed.item.key(), followed.item.run(), batch)
        .whenComplete((result, failure) -> ingested(followed, failure == null ? result : null));
    for (Add add : owner.archive.lacking(batch)) {
      boolean isOwn = add.recipient().equals(owner.setting.self());
      if (isOwn || followed.allBodies) {
        owner.bodies.comes(session, new WantedBody(add.bodyHash(), add.bodyLength(), isOwn));
      }
    }
    renew(followed);
    session.knows(followed.item, batch.end());
  }

  private void ingested(Followed followed, Ingest result) {
    followed.pending--;
    if (feeds.get(followed.feed) != followed) {
      return;
    }
    if (result == Ingest.STORED) {
      renew(followed);
      if (!isBehind(followed)) {
        session.pulls.pump();
      }
      return;
    }
    if (result == Ingest.INVALID) {
      session.strike("A batch that its writer never signed", 1);
    }
    end(followed);
    if (result == Ingest.UNFIT) {
      session.search.unfit(followed.feed);
    }
  }

  private void renew(Followed followed) {
    if (followed.credit <= CREDIT / 2 && followed.pending < MAX_PENDING) {
      int more = CREDIT - followed.credit;
      followed.credit += more;
      session.outbox.send(Follow.more(followed.feed, more));
    }
  }

  /** The feed is fetched like others, for the time being. */
  private void end(Followed followed) {
    failed.add(followed.feed);
    if (feeds.remove(followed.feed, followed)) {
      session.mayComeLate(Math.max(0, followed.credit) + LATE_BODIES);
      session.outbox.send(Follow.more(followed.feed, 0));
      owner.released(followed.feed, session.peer());
    }
  }

  void refused(FeedId feed) {
    Optional.ofNullable(feeds.get(feed)).ifPresent(this::end);
  }

  /** What did not go well may go well now. */
  void forgive() {
    failed.clear();
  }

  void tick(long now) {
    for (Followed followed : List.copyOf(feeds.values())) {
      if (followed.pending > 0 || !isBehind(followed)) {
        followed.pace.restart(now);
      } else if (isTooSlow(followed, now)) {
        end(followed);
      }
    }
  }

  private boolean isTooSlow(Followed followed, long now) {
    Pace.Verdict verdict = followed.pace.judge(now);
    return verdict == Pace.Verdict.SILENT
        || verdict == Pace.Verdict.SLOW && owner.canAskAnother(followed.feed);
  }

  /** The peer is gone. */
  void close() {
    List<Followed> all = List.copyOf(feeds.values());
    feeds.clear();
    all.forEach(followed -> owner.released(followed.feed, session.peer()));
  }
}
