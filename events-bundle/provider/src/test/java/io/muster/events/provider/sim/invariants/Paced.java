package io.muster.events.provider.sim.invariants;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * I16: where nothing fails, an event starts within the longest window and a little more. I19: that
 * holds for every lane but the one whose handler never answers, and the server hears of each event
 * of another lane within the lease and a little more.
 */
public final class Paced implements Happening {
  private static final long LITTLE_MS = 2_500;
  private static final long LEASE_MS = 5_000;

  private final World world;
  private final Map<EventId, Long> done = new HashMap<>();

  /** Watches a world. */
  public Paced(World world) {
    this.world = world;
  }

  @Override
  public void called(Node node, Wish wish, Event event) {
    if (!world.plan().isCalm() || isWedged(wish.user())) {
      return;
    }
    long window = longest(world.plan());
    long waited = world.time().millis() - wish.wishedAt();
    if (waited > window + LITTLE_MS) {
      String rule = wedge(world.plan()).isPresent() ? "I19" : "I16";
      world.violated(rule, node + " let " + wish + " wait for " + waited + " ms");
    }
  }

  @Override
  public void effect(Node node, Wish wish, boolean again) {
    done.putIfAbsent(wish.id(), world.time().millis());
  }

  @Override
  public void told(Node server, PeerKey client, ConsumedEvent event) {
    Long since = done.get(event.id());
    if (!world.plan().isCalm() || isWedged(client) || since == null) {
      return;
    }
    long waited = world.time().millis() - since;
    if (waited > LEASE_MS + LITTLE_MS) {
      world.violated("I19", server + " heard of " + event.id() + " after " + waited + " ms");
    }
  }

  private boolean isWedged(PeerKey user) {
    return wedge(world.plan()).filter(i -> world.nodes().get(i).key().equals(user)).isPresent();
  }

  private static Optional<Integer> wedge(Plan plan) {
    return plan.steps().stream()
        .filter(step -> step.kind() == Step.Kind.WEDGE)
        .map(Step::a)
        .findFirst();
  }

  private static long longest(Plan plan) {
    return plan.steps().stream()
        .filter(step -> step.kind() == Step.Kind.PAUSE)
        .mapToLong(Step::b)
        .max()
        .orElse(0);
  }
}
