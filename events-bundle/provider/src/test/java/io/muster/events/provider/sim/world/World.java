package io.muster.events.provider.sim.world;

import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.sim.actors.Mischief;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/** Nodes, time, network and everything that is known of them. */
public final class World {
  private final Plan plan;
  private final SplittableRandom random;
  private final Scheduler time = new Scheduler();
  private final Ledger ledger = new Ledger();
  private final Figures figures = new Figures();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Happening> observers = new ArrayList<>();
  private final Net net;
  private final Users users;
  private final Mischief mischief;
  private Violation violation;
  private long trace;

  /** Makes the machines; nothing runs. */
  public World(Plan plan) {
    this.plan = plan;
    random = new SplittableRandom(plan.seed());
    net = new Net(this);
    users = new Users(this);
    mischief = new Mischief(this);
    for (int i = 0; i <= plan.clients(); i++) {
      nodes.add(new Node(this, i, i));
    }
    observers.add(new Tracer());
  }

  /** Has everything observed. */
  public void observe(Happening observer) {
    observers.add(observer);
  }

  /** Starts everybody. */
  public void begin() {
    nodes.forEach(Node::start);
    net.begin();
  }

  /** Adds a machine with the key and the content of another one. */
  public Node clone(Node node) {
    Node clone = new Node(this, nodes.size(), node.identity());
    clone.replace(node.disk().copy());
    nodes.add(clone);
    return clone;
  }

  /** Adds a machine that goes on from the same image of its memory as another one. */
  public Node twin(Node node) {
    node.crash(0);
    Node twin = clone(node);
    long image = random.nextLong();
    node.start(image);
    twin.start(image);
    return twin;
  }

  /** Returns the plan. */
  public Plan plan() {
    return plan;
  }

  /** Returns the one source of chance. */
  public SplittableRandom random() {
    return random;
  }

  /** Returns the true time. */
  public Scheduler time() {
    return time;
  }

  /** Returns what was ever written. */
  public Ledger ledger() {
    return ledger;
  }

  /** Returns what happened how often. */
  public Figures figures() {
    return figures;
  }

  /** Returns the network. */
  public Net net() {
    return net;
  }

  /** Returns the applications. */
  public Users users() {
    return users;
  }

  /** Returns what malicious nodes do. */
  public Mischief mischief() {
    return mischief;
  }

  /** Returns the machines; the first is the server. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the machines that keep to the rules and are not out of service. */
  public List<Node> honest() {
    return nodes.stream().filter(Node::isHonest).filter(node -> !node.isRetired()).toList();
  }

  /** Returns the first machine with the server's key that runs, if one does. */
  public java.util.Optional<Node> server() {
    return nodes.stream().filter(Node::isServer).filter(Node::isUp).findFirst();
  }

  /** Returns the machines with the server's key that run. */
  public List<Node> servers() {
    return nodes.stream().filter(Node::isServer).filter(Node::isUp).toList();
  }

  /** Tells all observers. */
  public void tell(Consumer<Happening> what) {
    observers.forEach(what);
  }

  /** Notes that an invariant does not hold; the first counts. */
  public void violated(String invariant, String what) {
    if (violation == null) {
      violation = new Violation(invariant, what, time.millis());
    }
  }

  /** Returns what did not hold first, or null. */
  public Violation violation() {
    return violation;
  }

  /** Runs a task of a node; what an honest one throws is a violation. */
  void guarded(Node node, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (node.isHonest() && !(e instanceof java.util.concurrent.RejectedExecutionException)) {
        StackTraceElement[] stack = e.getStackTrace();
        String at = Arrays.toString(Arrays.copyOf(stack, Math.min(stack.length, 6)));
        violated("H2", node + " threw " + e + " at " + at);
      }
    }
  }

  /** Returns the log of a node. */
  Logger log(Node node) {
    return SimLog.of(text -> tell(check -> check.logged(node, text)));
  }

  /** Returns a hash over everything that happened. */
  public long trace() {
    return trace;
  }

  void mix(long value) {
    trace = (trace ^ value) * 0x9E3779B97F4A7C15L;
    trace ^= trace >>> 29;
  }

  private final class Tracer implements Happening {
    @Override
    public void sent(Node from, Node to, byte[] frame) {
      mix(time.micros() ^ (long) from.index() << 40 ^ (long) to.index() << 48);
      mix(Arrays.hashCode(frame));
    }

    @Override
    public void appended(Node node, io.muster.peer.PeerKey author, Ledger.Written written) {
      mix(written.batch().head().hashCode() + node.index());
    }

    @Override
    public void called(Node node, Wish wish, io.muster.events.Event event) {
      mix(node.index() * 31L + wish.number());
    }

    @Override
    public void crashed(Node node) {
      mix(-1 - node.index());
    }
  }

  /** Says whether nobody added an event, and somebody who breaks the rules has its user's key. */
  public boolean isMadeUp(EventKey key) {
    return ledger.adds(key).isEmpty()
        && nodes.stream().anyMatch(node -> !node.isHonest() && node.key().equals(key.recipient()));
  }
}
