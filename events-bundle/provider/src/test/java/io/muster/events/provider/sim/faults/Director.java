package io.muster.events.provider.sim.faults;

import io.muster.events.EventOptions;
import io.muster.events.MemberOptions;
import io.muster.events.provider.sim.world.Manners.Answer;
import io.muster.events.provider.sim.world.Manners.Malice;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Lets steps happen to a world. */
public final class Director {
  /** From here on a step names the one thing that a member does wrong, else two. */
  static final int ONE_MALICE = 1 << 10;

  private static final int MAX_CLONES = 2;
  private static final long EVIL_BYTES = 65_536;
  private static final long EVIL_ENTRIES = 300;

  private final World world;
  private final Set<PeerKey> removed = new HashSet<>();
  private int clones;

  /** Directs a world. */
  public Director(World world) {
    this.world = world;
  }

  /** Returns whom the operator has removed for good. */
  public Set<PeerKey> removed() {
    return removed;
  }

  /** Does what a step says, if it makes sense now, and lets its time pass. */
  public void play(Step step) {
    if (act(step, node(step.a()))) {
      world.figures().fired(step.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    world.time().runUntil(() -> world.violation() != null, Duration.ofMillis(step.waitMs()));
  }

  private Node node(int number) {
    return world.nodes().get(Math.floorMod(number, world.nodes().size()));
  }

  private boolean act(Step step, Node node) {
    return switch (step.kind()) {
      case ADD -> add(node, step.b());
      case OPEN -> open(node, node(step.b()));
      case CUT -> cut(node, node(step.b()));
      case BLOCK -> block(node, node(step.b()));
      case PARTITION -> partition(step.b());
      case MEND -> mend();
      case START -> start(node);
      case RESTART -> restart(node, step.b());
      case NAP -> nap();
      case PAUSE, ADMIT, REMOVE -> govern(step, node);
      case ANSWER -> answer(node, step.b());
      case EVIL -> corrupt(node, step.b());
      case MISCHIEF -> world.mischief().once(node, step.b());
      case WEDGE -> wedge(node);
      case LEAP -> leap(step.b());
      default -> damage(step, node);
    };
  }

  private boolean damage(Step step, Node node) {
    switch (step.kind()) {
      case CRASH -> {
        boolean up = node.isUp();
        node.crash(step.b());
        return up;
      }
      case CRASH_STEP -> node.crashAtStep(step.b());
      case LOSE -> node.loseDisk();
      case BACK_UP -> node.backUp();
      case RESTORE -> {
        return node.restore();
      }
      case CLONE -> {
        return copy(node);
      }
      case TWIN -> {
        return twin(node, step.b());
      }
      case FAIL -> node.failWrite();
      case SKEW -> node.skew(Duration.ofHours(step.b()));
      default -> throw new IllegalStateException("Nobody plays " + step);
    }
    return true;
  }

  private boolean add(Node node, int how) {
    List<Node> servers = world.servers();
    if (servers.isEmpty() || node.isServer()) {
      return false;
    }
    Node server = servers.get((how >> 9) % servers.size());
    EventOptions options = EventOptions.defaults();
    if (how % 5 == 0) {
      options = options.withReplicas(1 + (how >> 4) % 2);
    }
    if (how % 7 == 0) {
      options = options.withDedupeKey("order-" + (how >> 4) % 12);
    }
    if (how % 11 == 0) {
      options = options.withTimeToLive(Duration.ofMinutes(1 + (how >> 4) % 3_000));
    }
    if (how % 13 == 0) {
      Instant now = server.process().instant();
      options = options.withNotBefore(now.plusMillis((how >> 4) % 20_000));
    }
    world.users().add(server, node.key(), options);
    return true;
  }

  private boolean open(Node a, Node b) {
    world.net().open(a, b);
    return a != b;
  }

  private boolean cut(Node a, Node b) {
    boolean connected = world.net().isConnected(a, b);
    world.net().cut(a, b);
    return connected;
  }

  private boolean block(Node a, Node b) {
    world.net().block(a, b);
    return a != b;
  }

  private boolean partition(int bits) {
    for (Node a : world.nodes()) {
      for (Node b : world.nodes()) {
        if ((bits >> a.index() & 1) != (bits >> b.index() & 1)) {
          world.net().block(a, b);
        }
      }
    }
    return true;
  }

  private boolean mend() {
    world.net().openAll();
    return true;
  }

  private boolean start(Node node) {
    boolean down = !node.isUp();
    node.start();
    return down;
  }

  private boolean restart(Node node, int survivors) {
    node.crash(survivors);
    node.start();
    return true;
  }

  private boolean nap() {
    world.time().runUntil(() -> world.violation() != null, Duration.ofMinutes(62));
    return true;
  }

  private boolean leap(int hours) {
    world.time().leap(Duration.ofHours(hours));
    return true;
  }

  private boolean govern(Step step, Node node) {
    Optional<Node> server = world.server();
    if (server.isEmpty()) {
      return false;
    }
    var service = server.get().driver().server();
    switch (step.kind()) {
      case PAUSE -> service.updatePause(Duration.ofMillis(step.b()));
      case ADMIT -> {
        if (node.isServer() || removed.contains(node.key())) {
          return false;
        }
        boolean replica = step.b() % 4 != 0;
        service.admit(node.key(), MemberOptions.defaults().withReplica(replica));
      }
      default -> {
        if (node.isServer() || !removed.isEmpty() || step.b() % 4 != 0) {
          return false;
        }
        removed.add(node.key());
        service.remove(node.key());
      }
    }
    return true;
  }

  private boolean answer(Node node, int how) {
    Answer[] all = Answer.values();
    node.manners().answer(all[how % all.length], 20 + how % 60);
    return true;
  }

  private boolean wedge(Node node) {
    node.manners().wedge(node.key());
    world.server().ifPresent(server -> server.manners().wedge(node.key()));
    return !node.isServer();
  }

  private boolean corrupt(Node node, int how) {
    boolean first = world.nodes().stream().allMatch(Node::isHonest);
    boolean possible = first && !node.isServer() && node.isAlone();
    if (possible) {
      Malice[] all = Malice.values();
      boolean one = how >= ONE_MALICE;
      node.manners().malice().add(all[(one ? how - ONE_MALICE : how) % all.length]);
      node.manners().malice().add(all[(one ? how - ONE_MALICE : how >> 4) % all.length]);
      MemberOptions few = MemberOptions.defaults().withQuota(EVIL_BYTES, EVIL_ENTRIES);
      world.server().ifPresent(server -> server.driver().server().admit(node.key(), few));
      world.tell(check -> check.corrupted(node));
    }
    return possible;
  }

  /** Nobody hears of them until they have come some way together; then each goes its own. */
  private boolean twin(Node node, int how) {
    if (clones == MAX_CLONES || !node.isHonest()) {
      return false;
    }
    clones++;
    Node twin = world.twin(node);
    List<Node> both = List.of(node, twin);
    List<Node> others = world.nodes().stream().filter(other -> !both.contains(other)).toList();
    both.forEach(one -> others.forEach(other -> world.net().block(one, other)));
    if (node.isServer()) {
      for (int i = 0; i < how % 3; i++) {
        PeerKey user = world.nodes().get(1 + i % world.plan().clients()).key();
        world.users().add(both, user, EventOptions.defaults());
      }
    }
    world.time().runUntil(() -> world.violation() != null, Duration.ofMillis((how >> 2) % 256));
    both.forEach(one -> others.forEach(other -> world.net().open(one, other)));
    return true;
  }

  private boolean copy(Node node) {
    if (clones == MAX_CLONES || !node.isHonest()) {
      return false;
    }
    clones++;
    world.clone(node).start();
    return true;
  }
}
