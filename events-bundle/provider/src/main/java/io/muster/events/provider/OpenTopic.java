package io.muster.events.provider;

import io.muster.events.ForkReport;
import io.muster.events.TopicStatus;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.HandlerCalls;
import io.muster.events.provider.delivery.RecipientLane;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Forks;
import io.muster.events.provider.feed.Roster;
import io.muster.events.provider.feed.StoredBatch;
import io.muster.events.provider.feed.Trimmer;
import io.muster.events.provider.sync.Replication;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One topic, open on its store: what is stored here takes effect, is offered to members and handed
 * to handlers. Confined to the topic's thread but for {@link #replication} as a protocol.
 */
final class OpenTopic implements StoredBatch.Listener, Replication.Listener {
  /** Asks for connections. */
  interface Wishes {
    /** The server, unless this node is it, and the members of the topic, without this node. */
    void wish(PeerKey server, Set<PeerKey> members);
  }

  private static final Duration SWEEP = Duration.ofHours(1);

  private final TopicCore core;
  private final Bodies bodies;
  private final OrphanBodies orphans;
  private final Replicas replicas;
  private final Replication replication;
  private final HandlerCalls calls;
  private final DeadLetters letters;
  private final Role role;
  private final Trimmer trimmer;
  private final Wishes wishes;
  private final Absences absences;
  private final Set<PeerKey> upToDate = new HashSet<>();
  private Notices notices = Notices.none();
  private boolean closed;
  private boolean steps;
  private Timers.Timer sweep = () -> {};

  private OpenTopic(TopicCore core, Handlers handlers, Wishes wishes) {
    this.core = core;
    this.wishes = wishes;
    TopicTools tools = core.tools();
    TopicTools.Threads threads = tools.threads();
    bodies = new Bodies(core);
    orphans = new OrphanBodies(core, bodies);
    replicas = new Replicas(core.feeds().trimming()::placeOfTrim);
    letters = DeadLetterDesk.open(core, bodies);
    calls =
        new HandlerCalls(
            new HandlerCalls.Threads(
                threads.topic(), threads.timers(), threads.handlers(), threads.handlersAtMost()),
            core.settings().handling().calls(),
            tools.log());
    RecipientLane.Rules rules =
        new RecipientLane.Rules(
            tools.clock(), tools.random(), threads.timers(), () -> core.settings().retry());
    Role.Delivery delivery = new Role.Delivery(handlers, calls, rules, letters);
    role =
        core.isServer()
            ? new ServerRole(core, bodies, replicas, delivery)
            : new ClientRole(core, bodies, delivery);
    trimmer =
        new Trimmer(
            new Trimmer.Setting(
                core.feeds(),
                core.writer(),
                tools.clock(),
                threads.timers(),
                role::mayTrim,
                core.settings().limits().trimming(),
                tools.log()));
    replication =
        new Replication(
            new Replication.Setting(
                core.feeds().topicId(),
                core.server(),
                core.self(),
                threads.topic(),
                threads.timers(),
                tools.clock(),
                tools.log()),
            new FeedsArchive(core, bodies),
            this);
    absences = new Absences(core, replication::connected);
    if (core.isServer()) {
      absences.begin();
      trimmer.alsoFor(absences::isAway);
    }
  }

  /** Reads the store and begins. Blocks on the disk. */
  static OpenTopic open(
      TopicSettings settings, TopicTools tools, EventStore store, Handlers handlers, Wishes to) {
    OpenTopic topic = new OpenTopic(TopicCore.open(settings, tools, store), handlers, to);
    topic.begin(handlers);
    return topic;
  }

  /** Tells others what operators may want to know, from now on. */
  void tell(Notices to) {
    notices = to;
    letters.whenKept(
        letter ->
            to.tell(
                Notices.Kind.DEAD_LETTER,
                letter.key().id().toString(),
                Map.of(
                    "event", letter.key().id().toString(),
                    "user", letter.key().recipient().toString(),
                    "attempts", letter.attempts())));
  }

  private void begin(Handlers handlers) {
    core.feeds().listen(this);
    core.feeds().forks().listen(this::forked);
    core.feeds().forks().whenNotKept(this::proofNotKept);
    core.feeds().listen(new TwinWatch(core));
    calls.whenFree(role::step);
    if (!core.isServer()) {
      bodies.whenHere(this::stepSoon);
      bodies.whenDropped(replication::dropped);
    }
    handlers.whenChanged(this::handlersChanged);
    bodies.reviewAll(replication::want, replicas::forget);
    role.begin();
    wish();
    sweepLater();
    core.feeds().trimming().whenBelieved(replication::trimmed);
    trimmer.begin();
  }

  /** Applies the limits of the settings that count now. */
  void applyLimits() {
    TopicSettings settings = core.settings();
    calls.limit(settings.handling().calls());
    letters.limit(settings.deadLetters());
    if (role instanceof ServerRole server) {
      server.members().sayLimits();
    }
    role.step();
  }

  /** A payload has come: the handler need not wait until it is on disk. */
  private void stepSoon() {
    if (!steps && !closed) {
      steps = true;
      core.tools()
          .threads()
          .topic()
          .execute(
              () -> {
                steps = false;
                role.step();
              });
    }
  }

  private void sweepLater() {
    sweep = core.tools().threads().timers().schedule(SWEEP, this::sweep);
  }

  private void sweep() {
    role.sweep();
    bodies.sweep();
    orphans.sweep();
    deadLetters().tidy();
    sweepLater();
  }

  /** A handler has come, on any thread. */
  private void handlersChanged() {
    try {
      core.tools().threads().topic().execute(role::step);
    } catch (RejectedExecutionException e) {
      core.tools().log().debug("A handler came after the topic was closed");
    }
  }

  Replication replication() {
    return replication;
  }

  TopicCore core() {
    return core;
  }

  Role role() {
    return role;
  }

  Replicas replicas() {
    return replicas;
  }

  @Override
  public void stored(StoredBatch stored) {
    if (closed) {
      return;
    }
    replication.grew(stored.batch().header().feedId());
    bodies.review(replication::want, replicas::forget);
    boolean roster = false;
    for (Entry entry : stored.entries()) {
      roster |= entry instanceof Admit || entry instanceof Remove;
      if (entry instanceof Admit admit) {
        replicas.review(admit.member(), body -> keeps(admit.member(), body));
      }
      role.stored(stored.author(), entry);
    }
    if (roster) {
      replication.rosterChanged();
      wish();
    }
    role.step();
  }

  @Override
  public void travels(FeedId feed) {
    if (!closed) {
      replication.travels(feed);
    }
  }

  /** Whoever holds a key has written two histories with it: a copy that runs, or malice. */
  private void forked(ForkProof proof) {
    if (closed) {
      return;
    }
    core.tools()
        .log()
        .error(
            "The key {} wrote two histories of one feed, {}, from number {} on: a copy of its node"
                + " runs somewhere, or it cheats. Nothing is lost: events and receipts of both"
                + " count. End the copy, or remove the key; muster:forks shows what is known",
            proof.key(),
            proof.feed(),
            proof.point() + 1);
    notices.tell(
        Notices.Kind.FORK,
        proof.feed().text(),
        Map.of(
            "key",
            proof.key().toString(),
            "feed",
            proof.feed().text(),
            "point",
            proof.point(),
            "heads",
            proof.first().header().head() + " " + proof.second().header().head()));
    if (proof.feed().equals(core.writer().feedId())) {
      core.writer().beginAnotherRun();
    }
    replication.forked(proof);
    replication.rosterChanged();
    wish();
    role.forked();
    role.step();
  }

  private void proofNotKept(ForkProof proof, Throwable why) {
    core.tools()
        .log()
        .warn(
            "The proof that {} wrote two histories of feed {} could not be stored: it counts now,"
                + " and members give it back after a restart",
            proof.key(),
            proof.feed(),
            why);
  }

  private void wish() {
    Set<PeerKey> members = core.state().roster().members();
    members.remove(core.self());
    members.remove(core.server());
    wishes.wish(core.server(), members);
  }

  @Override
  public void bodyKept(Hash hash) {
    role.bodyKept(hash);
    role.step();
  }

  @Override
  public void caughtUp(PeerKey peer) {
    role.caughtUp(peer);
    if (upToDate.add(peer)) {
      notices.tell(Notices.Kind.CAUGHT_UP, peer.toString(), Map.of("peer", peer.toString()));
    }
  }

  @Override
  public void met(PeerKey peer) {
    replicas.renew(peer);
  }

  @Override
  public void peerLacks(PeerKey peer, Hash hash) {
    replicas.peerLacks(peer, hash);
  }

  @Override
  public void left(PeerKey peer) {
    upToDate.remove(peer);
    Roster roster = core.state().roster();
    if (roster.isMember(peer) || roster.isRemoved(peer)) { // strangers have no feeds here
      absences.left(peer);
    }
  }

  @Override
  public void peerHas(PeerKey peer, FeedId feed, long seq) {
    peerHas(peer, feed, seq, 0);
  }

  @Override
  public void peerHas(PeerKey peer, FeedId feed, long seq, long trimmedThrough) {
    bodies.seen(peer);
    if (core.feeds().feed(feed).filter(f -> f.key().equals(core.self())).isPresent()
        && core.state().roster().isMember(peer)) {
      replicas.peerHas(peer, feed, new Replicas.Known(seq, trimmedThrough));
    }
  }

  @Override
  public void peerStored(PeerKey peer, Hash hash) {
    if (core.isServer()
        && (core.state().bodies().isNamed(hash) || bodies.isHere(hash))
        && core.state().roster().isMember(peer)
        && keeps(peer, hash)) {
      replicas.peerStored(peer, hash);
    }
  }

  /** Others than replicas keep what is for themselves alone; whose it is may not be known yet. */
  private boolean keeps(PeerKey peer, Hash body) {
    return core.state().roster().isReplica(peer)
        || core.state().bodies().isFor(peer, body)
        || !core.state().bodies().isNamed(body);
  }

  TopicStatus status() {
    return new TopicStatus(
        core.state().roster().members().size(),
        replication.connected().size(),
        core.feeds().all().size(),
        core.feeds().entryCount(),
        bodies.count(),
        core.isServer() ? core.state().liveCount() : core.state().liveCount(core.self()),
        core.state().unsettledCount(),
        letters.size(),
        new QuotaRule(core).percentUsed());
  }

  /** Returns what waits in the lanes. */
  Queues queues() {
    return new Queues(core, bodies, replicas, calls, role);
  }

  /** Returns how handlers are called. */
  HandlerCalls calls() {
    return calls;
  }

  DeadLetters letters() {
    return letters;
  }

  /** Returns what was given up, for operators. */
  DeadLetterDesk deadLetters() {
    return new DeadLetterDesk(core, letters, role::replay);
  }

  /** Returns what is proven against feeds. */
  List<ForkReport> forks() {
    Forks forks = core.feeds().forks();
    return forks.proofs().stream()
        .map(
            proof ->
                new ForkReport(
                    proof.key(),
                    proof.feed().text(),
                    forks.point(proof.feed()),
                    1 + forks.heads(proof.feed()).size()))
        .toList();
  }

  /** Returns how many handlers have not answered. */
  int runningHandlers() {
    return calls.running();
  }

  /** Returns how many entries of this node no member is known to have. */
  long notReplicated() {
    return core.feeds().all().stream()
        .filter(feed -> feed.key().equals(core.self()))
        .mapToLong(this::notReplicated)
        .sum();
  }

  private long notReplicated(FeedInfo feed) {
    return Math.max(0, feed.end().seq() - replicas.most(feed.id()));
  }

  /** Begins no further call of a handler. */
  void stopHandlers() {
    role.stop();
  }

  /** Ends: channels close, what is open is written; completes when it is on disk. */
  CompletionStage<Void> close(String reason) {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    sweep.cancel();
    orphans.stop();
    trimmer.close();
    if (core.isServer()) {
      absences.close();
    }
    role.stop();
    role.close(Failures.gone(core.settings().topic()));
    CompletionStage<Void> written = core.writer().flush();
    closed = true;
    replication.close(reason);
    return written;
  }
}
