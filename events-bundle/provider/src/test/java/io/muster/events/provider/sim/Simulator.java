package io.muster.events.provider.sim;

import io.muster.events.MemberOptions;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.TopicState;
import io.muster.events.provider.sim.faults.Director;
import io.muster.events.provider.sim.invariants.Bounded;
import io.muster.events.provider.sim.invariants.Delivered;
import io.muster.events.provider.sim.world.Figures;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Manners;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.Violation;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs one plan: first the faults, then the healing, then the accounts. */
final class Simulator {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES_OF_SWEEPS = 180;
  private static final int MAX_QUIET_SECONDS = 7_500;
  private static final int AFTERWARDS_SECONDS = 65;
  private static final int SECONDS_TO_TELL = 3;
  private static final int PATIENCE_OF_OPERATORS = 150;

  private final World world;
  private final Director director;

  /** What came of a plan. */
  record Result(Plan plan, Optional<Violation> violation, long trace, Figures figures) {}

  private Simulator(Plan plan) {
    world = new World(plan);
    director = new Director(world);
    List<Happening> invariants = Invariants.of(world, director);
    invariants.forEach(world::observe);
  }

  /** Runs a plan. */
  static Result run(Plan plan) {
    return new Simulator(plan).run();
  }

  private Result run() {
    int rough = world.random().nextInt(4) == 0 ? 1 + world.random().nextInt(12) : 0;
    boolean calm = world.plan().isCalm(); // a lost message is waited for, for seconds
    world.net().weather(100 + world.random().nextInt(60_000), calm ? 0 : rough);
    world.begin();
    for (Step step : world.plan().steps()) {
      if (world.violation() == null) {
        director.play(step);
      }
    }
    heal();
    if (world.violation() == null) {
      becomeQuiet();
      finishTrimming();
      dropStrays();
    }
    if (world.violation() == null) {
      world.tell(Happening::ended);
    }
    account();
    return new Result(
        world.plan(), Optional.ofNullable(world.violation()), world.trace(), world.figures());
  }

  private void heal() {
    world.net().weather(5_000, 0);
    for (Node node : world.nodes()) {
      node.manners().answer(Manners.Answer.CONSUME, 0);
      node.crashAtStep(-1);
      node.skew(Duration.ZERO);
      if (!node.isHonest()) {
        node.retire();
      }
    }
    world.net().cutAll();
    world.net().openAll();
    world.honest().forEach(Node::start);
  }

  /** Waits until nothing was to be done for so long that everybody has heard of everything. */
  private void becomeQuiet() {
    int quiet = 0;
    for (int second = 1; quiet < AFTERWARDS_SECONDS && world.violation() == null; second++) {
      if (second > MAX_QUIET_SECONDS) {
        world.violated(waits() ? "I8" : "I12", "It does not become quiet: " + state());
        return;
      }
      operate(second);
      pass(SECOND);
      quiet = isQuiet() ? quiet + 1 : 0;
    }
  }

  private boolean waits() {
    return world.honest().stream().anyMatch(node -> node.driver().state().liveCount() > 0);
  }

  /** What was begun last is still to be dropped, written or told by some. */
  private void finishTrimming() {
    int quiet = 0;
    for (int second = 0; second < AFTERWARDS_SECONDS && quiet < SECONDS_TO_TELL; second++) {
      int before = stored();
      pass(SECOND);
      quiet = isTrimming() || stored() != before ? 0 : quiet + 1;
    }
  }

  /** A body that a crash left, whose ADD was trimmed meanwhile, goes when two sweeps saw it. */
  private void dropStrays() {
    int minute = 0;
    while (minute++ < MINUTES_OF_SWEEPS && world.honest().stream().anyMatch(Bounded::hasStray)) {
      pass(MINUTE);
    }
    if (minute > 1) {
      finishTrimming();
    }
  }

  /** What everybody has on disk. */
  private int stored() {
    return world.honest().stream().map(node -> node.driver().feeds().vector()).toList().hashCode();
  }

  private boolean isTrimming() {
    return world.honest().stream()
        .anyMatch(n -> n.isWriting() || n.driver().feeds().trimming().isDropping());
  }

  /** What operators do when something does not go on by itself. */
  private void operate(int second) {
    if (second % 60 == 59 && isDelayed()) {
      world.time().leap(Duration.ofHours(13));
    }
    if (second % 10 == 5) {
      admitForgotten();
    }
    if (second % PATIENCE_OF_OPERATORS == 0) {
      world.honest().stream()
          .filter(Node::isServer)
          .forEach(node -> node.driver().server().endRecovery());
    }
  }

  private void pass(Duration time) {
    world.time().runUntil(() -> world.violation() != null, time);
  }

  /** An ADMIT that never left a disk which was lost is lost: the operator says it again. */
  private void admitForgotten() {
    Node server = world.server().orElseThrow();
    for (Node node : world.honest()) {
      PeerKey key = node.key();
      boolean member = server.driver().state().roster().isMember(key);
      if (!member && !director.removed().contains(key)) {
        server.driver().server().admit(key, MemberOptions.defaults());
      }
    }
  }

  private boolean isQuiet() {
    Set<PeerKey> served = new HashSet<>();
    world.honest().forEach(node -> served.add(node.key()));
    served.removeAll(director.removed());
    return world.honest().stream()
            .filter(node -> !director.removed().contains(node.key()))
            .allMatch(
                node ->
                    !hasToTrimAnew(node)
                        && served.stream().noneMatch(key -> isOwed(node.driver().state(), key)))
        && director.removed().stream().noneMatch(this::awaitsServer);
  }

  /** What the server has of one who was removed is settled as well, perhaps after recovering. */
  private boolean awaitsServer(PeerKey removed) {
    TopicState state = world.server().orElseThrow().driver().state();
    return world.honest().stream().anyMatch(node -> node.key().equals(removed))
        && state.unsettled(removed).stream()
            .anyMatch(facts -> facts.settled().isEmpty() && !world.isMadeUp(facts.key()));
  }

  /** A TRIM that stood behind a fork is said again, by a server not before it has recovered. */
  private static boolean hasToTrimAnew(Node node) {
    Feeds feeds = node.driver().feeds();
    return feeds.all().stream()
        .filter(feed -> feed.key().equals(node.key()) && feed.trimmedThrough() > 0)
        .filter(feed -> !feeds.forks().isForked(feed.id()))
        .anyMatch(feed -> feeds.trimming().refusal(feed.id(), 1).isEmpty());
  }

  /** Whose lane is blocked for good has its receipts settled nevertheless. */
  private boolean isOwed(TopicState state, PeerKey key) {
    return state.liveCount(key) > 0 && !Delivered.isBlocked(world, key)
        || state.unsettled(key).stream().anyMatch(facts -> !world.isMadeUp(facts.key()));
  }

  /** Clocks that differ by half a day make a start that was to be delayed far away. */
  private boolean isDelayed() {
    long now = world.time().millis();
    return world.honest().stream()
        .flatMap(node -> node.driver().state().events().stream())
        .filter(EventFacts::isLive)
        .anyMatch(facts -> facts.variants().get(0).add().notBefore() > now);
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    for (Node node : world.honest()) {
      text.append(node).append(' ').append(node.driver().status());
      text.append(" blobs ").append(node.disk().store().blobs()).append("; ");
      if (node.isServer()) {
        node.driver().state().events().stream()
            .filter(EventFacts::isLive)
            .map(facts -> facts.variants().get(0).add())
            .forEach(add -> text.append(add.eventId() + " from " + add.notBefore() + "; "));
      }
    }
    return text.toString();
  }

  private void account() {
    Figures figures = world.figures();
    Delivered delivered = new Delivered(world, director.removed());
    figures.count("seeds", 1);
    figures.count("dup", world.violation() != null && world.violation().breaks("I9") ? 1 : 0);
    for (Wish wish : world.users().wishes()) {
      figures.count("attempted", 1);
      figures.count(wish.isConfirmed() ? "acked" : wish.isRefused() ? "failed" : "unknown", 1);
      figures.count("redelivered", wish.effects() > 1 ? 1 : 0);
      boolean present = wish.effects() > 0 || wish.isRejected();
      if (present) {
        figures.count(wish.isConfirmed() ? "ok" : wish.isRefused() ? "unexpected" : "recovered", 1);
      } else if (wish.isConfirmed()) {
        figures.count(delivered.isLost(wish) ? "lost" : "given up", 1);
      }
    }
  }
}
