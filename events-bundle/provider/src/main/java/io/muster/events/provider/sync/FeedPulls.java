package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Archive.FeedSummary;
import io.muster.events.provider.sync.Archive.Ingest;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.WantFeed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The feeds that are being fetched from one peer. A feed is fetched from one peer at a time; the
 * server's feeds go first.
 */
final class FeedPulls {
  /** Bytes asked for at once. */
  static final int BUDGET = 512 * 1024;

  /** Batches of one feed that may be on their way to the disk before more is asked for. */
  private static final int MAX_PENDING = 32;

  private static final int MAX_PULLS = 8;

  /** How often a peer may name another place of a TRIM. */
  private static final int MAX_PROOFS = 3;

  /** Signature checks without anything to store: so many at once, and so many a second. */
  private static final int MAX_FRUITLESS = 200;

  private final Session session;
  private final Replication owner;
  private final Map<FeedId, Pull> open = new HashMap<>();
  private final Set<FeedId> urgent = new LinkedHashSet<>();
  private final Set<FeedId> others = new LinkedHashSet<>();
  private final Set<FeedId> parked = new HashSet<>();
  private final Allowance fruitless;

  private static final class Pull {
    final Have.Item item;
    final FeedId feed;
    long next;
    long until;
    Hash prevHead;
    int budgetLeft;
    int pending;

    /** Where the peer says that the feed's own TRIM stands, while that is asked for. */
    long proof;

    int proofs;
    final Pace pace;

    Pull(Have.Item item, FeedHead from, long now) {
      this.pace = new Pace(now);
      this.item = item;
      this.feed = from.feed();
      this.next = from.seq() + 1;
      this.prevHead = from.head();
    }
  }

  FeedPulls(Session session) {
    this.session = session;
    this.owner = session.owner;
    this.fruitless = new Allowance(MAX_FRUITLESS, MAX_FRUITLESS, now());
  }

  /** Notes a feed for fetching if the peer has more of it. */
  void consider(FeedId feed) {
    Optional<Have.Item> item = session.peerHas(feed).filter(this::isAhead);
    boolean busy = open.containsKey(feed) || session.search.isOpen(feed);
    if (item.isPresent() && !busy && !parked.contains(feed)) {
      if (session.following.consider(feed, item.get())) {
        return;
      }
      boolean first = item.get().key().equals(owner.setting.server());
      (first ? urgent : others).add(feed);
    }
  }

  private boolean isAhead(Have.Item item) {
    FeedId feed = FeedId.of(owner.setting.topic(), item.key(), item.run());
    return owner.archive.keeps(item.key())
        && !owner.archive.forks().isForked(feed)
        && item.lastSeq() > owner.archive.end(feed).seq();
  }

  private FeedHead durable(FeedId feed) {
    return owner.archive.durable(feed).map(FeedSummary::head).orElse(FeedHead.before(feed));
  }

  private long now() {
    return owner.setting.clock().millis();
  }

  /** Says whether a feed could be fetched from this peer and is not. */
  boolean couldAsk(FeedId feed) {
    return !open.containsKey(feed) && !parked.contains(feed) && lacks(feed);
  }

  /**
   * Says whether the peer has more of a feed. A batch that travelled before it was on the writer's
   * disk and that the own disk did not take is told again, and is news then.
   */
  boolean lacks(FeedId feed) {
    return session.peerHas(feed).filter(this::isAhead).isPresent();
  }

  /** Asks for what was noted, as far as there is room. */
  void pump() {
    while (open.size() < MAX_PULLS
        && fruitless.isThere(now())
        && !(urgent.isEmpty() && others.isEmpty())) {
      FeedId feed = poll(urgent.isEmpty() ? others : urgent);
      Optional<Have.Item> item = session.peerHas(feed).filter(this::isAhead);
      if (item.isPresent()
          && !owner.isFollowed(feed)
          && owner.pulled.claim(feed, item.get().key(), session.peer())) {
        Pull pull = new Pull(item.get(), durable(feed), now());
        open.put(feed, pull);
        ask(pull);
      }
    }
    if (isIdle() && owner.isQuiet() && session.isHeard()) {
      owner.listener.caughtUp(session.peer());
    }
  }

  private static FeedId poll(Set<FeedId> from) {
    FeedId first = from.iterator().next();
    from.remove(first);
    return first;
  }

  private boolean isIdle() {
    return open.isEmpty() && urgent.isEmpty() && others.isEmpty() && !owesOwn();
  }

  /** Feeds of the own key are not given up like others: what this node wrote is not known yet. */
  private boolean owesOwn() {
    return parked.stream()
        .flatMap(feed -> session.peerHas(feed).stream())
        .anyMatch(item -> item.key().equals(owner.setting.self()) && isAhead(item));
  }

  private void ask(Pull pull) {
    pull.budgetLeft = BUDGET;
    pull.until = known(pull.feed);
    session.outbox.send(new WantFeed(pull.feed, pull.next, pull.prevHead, BUDGET));
  }

  boolean isBusy() {
    return !open.isEmpty();
  }

  boolean expects(FeedId feed) {
    return open.containsKey(feed);
  }

  /** A part of what was asked for has come. */
  void heard(FeedId feed, int bytes) {
    open.get(feed).pace.heard(bytes, now());
  }

  /** Takes a batch that was asked for. */
  void arrived(FeedId feed, Batch batch) {
    Pull pull = open.get(feed);
    pull.budgetLeft -= batch.size();
    if (!batch.header().feedId().equals(feed)) {
      session.strike("A batch of another feed than it says", 1);
      return;
    }
    if (pull.proof > 0 && batch.header().contains(pull.proof)) {
      prove(pull, batch);
      return;
    }
    if (!batch.header().contains(pull.next)) {
      pull.pace.heard(-batch.size(), now()); // it gives nothing of use
      pull.budgetLeft += batch.size(); // an answer to an earlier question: this one's still comes
      session.unasked("batches", batch.size());
      return;
    }
    pull.next = batch.header().lastSeq() + 1;
    pull.prevHead = batch.head();
    pull.pending++;
    owner
        .archive
        .ingest(pull.item.key(), pull.item.run(), batch)
        .whenComplete((result, failure) -> ingested(pull, failure == null ? result : null));
    proceed(pull);
  }

  private void ingested(Pull pull, Ingest result) {
    pull.pending--;
    if (open.get(pull.feed) != pull) {
      return;
    }
    if (result == Ingest.STORED) {
      proceed(pull);
      return;
    }
    fruitless.take(now());
    if (result == Ingest.INVALID) {
      session.strike("A batch that its writer never signed", 1);
    }
    park(pull);
    if (result == Ingest.UNFIT) {
      session.search.unfit(pull.feed);
    }
  }

  private long known(FeedId feed) {
    return session.peerHas(feed).map(Have.Item::lastSeq).orElse(0L);
  }

  /**
   * Asks for the next stretch, or ends when all is on disk. What was asked for ends where the
   * budget does, or where the feed ended at the peer: there may be news since.
   */
  private void proceed(Pull pull) {
    long last = known(pull.feed);
    boolean answered = pull.budgetLeft <= 0 || pull.next > pull.until;
    if (pull.next <= last && answered && pull.pending < MAX_PENDING) {
      ask(pull);
    } else if (pull.next > last && pull.pending == 0) {
      end(pull);
    }
  }

  /** What is known already may still be on its way to the disk: asked again, it comes again. */
  private void end(Pull pull) {
    if (durable(pull.feed).seq() < pull.next - 1) {
      park(pull);
    } else {
      release(pull);
    }
  }

  /** Not to be fetched from this peer until something changes. */
  private void park(Pull pull) {
    parked.add(pull.feed);
    release(pull);
  }

  private void release(Pull pull) {
    open.remove(pull.feed);
    session.mayComeLate(Math.max(0, pull.budgetLeft) + Batch.MAX_BYTES);
    owner.released(pull.feed, session.peer());
  }

  void refused(FeedId feed) {
    Optional.ofNullable(open.get(feed)).ifPresent(this::park);
  }

  /**
   * What is wanted is gone there. If it is known here that it was trimmed, one goes on behind that;
   * a feed's own TRIM must be seen first; one that stands in another feed comes with that feed.
   */
  void trimmed(Refuse refuse) {
    FeedId feed = new FeedId(refuse.subject());
    Pull pull = open.get(feed);
    if (pull == null) {
      return;
    }
    if (durable(feed).seq() >= pull.next) {
      goOn(pull);
    } else if (refuse.trimFeed().equals(feed)
        && refuse.trimSeq() > refuse.through()
        && refuse.through() >= pull.next
        && pull.proofs++ < MAX_PROOFS) {
      pull.proof = refuse.trimSeq();
      pull.pace.restart(now());
      session.outbox.send(new WantFeed(feed, pull.proof, Hash.ZERO, 1));
    } else {
      park(pull);
    }
  }

  private void prove(Pull pull, Batch batch) {
    pull.proof = 0;
    pull.pending++;
    owner
        .archive
        .prove(pull.item.key(), batch)
        .whenComplete((isProof, failure) -> proved(pull, failure == null && isProof));
  }

  private void proved(Pull pull, boolean isProof) {
    pull.pending--;
    if (open.get(pull.feed) != pull) {
      return;
    }
    if (isProof || durable(pull.feed).seq() >= pull.next) {
      goOn(pull);
    } else {
      fruitless.take(now());
      park(pull);
    }
  }

  /** Goes on behind a TRIM. */
  private void goOn(Pull pull) {
    FeedHead from = durable(pull.feed);
    pull.next = from.seq() + 1;
    pull.prevHead = from.head();
    if (pull.next <= known(pull.feed)) {
      pull.pace.restart(now());
      ask(pull);
    } else {
      proceed(pull);
    }
  }

  /** The peer has news of a feed. */
  void forgive(FeedId feed) {
    parked.remove(feed);
  }

  /** Nothing is refused for ever. */
  void forgive() {
    parked.clear();
  }

  void tick(long now) {
    for (Pull pull : List.copyOf(open.values())) {
      if (pull.pending > 0) {
        pull.pace.restart(now); // the own disk is waited for
      } else if (isTooSlow(pull, now)) {
        park(pull);
      }
    }
    pump();
  }

  private boolean isTooSlow(Pull pull, long now) {
    Pace.Verdict verdict = pull.pace.judge(now);
    return verdict == Pace.Verdict.SILENT
        || verdict == Pace.Verdict.SLOW && owner.canAskAnother(pull.feed);
  }

  /** The peer is gone. */
  void close() {
    List<Pull> pulls = List.copyOf(open.values());
    open.clear();
    pulls.forEach(pull -> owner.released(pull.feed, session.peer()));
  }
}
