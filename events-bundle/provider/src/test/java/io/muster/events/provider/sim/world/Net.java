package io.muster.events.provider.sim.world;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Channels between nodes, dialled again and again where a way is open. They take their time, end
 * without notice, lose what is under way, and in some seeds lose, double and swap messages.
 */
public final class Net {
  private static final long REDIAL_MICROS = 700_000;

  private final World world;
  private final List<Wire> wires = new ArrayList<>();
  private final List<long[]> blocked = new ArrayList<>();
  private int latencyMicros = 1_000;
  private int roughPercent;

  Net(World world) {
    this.world = world;
  }

  /** Sets how long messages take at most, and how many of them are lost, doubled or swapped. */
  public void weather(int micros, int rough) {
    latencyMicros = micros;
    roughPercent = rough;
  }

  /** Closes the way between two nodes. */
  public void block(Node a, Node b) {
    if (!isBlocked(a, b)) {
      blocked.add(new long[] {a.index(), b.index()});
    }
    cut(a, b);
  }

  /** Opens the way between two nodes. */
  public void open(Node a, Node b) {
    blocked.removeIf(pair -> isPair(pair, a, b));
    dial(a, b);
  }

  /** Opens all ways. */
  public void openAll() {
    blocked.clear();
    dialAll();
  }

  private static boolean isPair(long[] pair, Node a, Node b) {
    return pair[0] == a.index() && pair[1] == b.index()
        || pair[0] == b.index() && pair[1] == a.index();
  }

  private boolean isBlocked(Node a, Node b) {
    return blocked.stream().anyMatch(pair -> isPair(pair, a, b));
  }

  /** Dials from now on, now and then, wherever there is a way and no channel. */
  void begin() {
    world
        .time()
        .after(
            REDIAL_MICROS,
            () -> {
              dialAll();
              begin();
            });
  }

  private void dialAll() {
    List<Node> nodes = world.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      for (int j = i + 1; j < nodes.size(); j++) {
        dial(nodes.get(i), nodes.get(j));
      }
    }
  }

  private void dial(Node a, Node b) {
    boolean possible = a.isUp() && b.isUp() && a.identity() != b.identity();
    if (possible && !isBlocked(a, b) && !isConnected(a, b)) {
      Wire wire = new Wire(a, b);
      wires.add(wire);
      wire.left.handler = a.driver().replication().opened(wire.left);
      wire.right.handler = b.driver().replication().opened(wire.right);
    }
  }

  /** Says whether there is a channel. */
  public boolean isConnected(Node a, Node b) {
    return wires.stream().anyMatch(wire -> wire.joins(a, b));
  }

  /** Returns since when, in ms awake, there is a channel; far in the future if there is none. */
  public long connectedSince(Node a, Node b) {
    return wires.stream()
        .filter(w -> w.joins(a, b))
        .mapToLong(w -> w.since)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Ends a channel. */
  public void cut(Node a, Node b) {
    List.copyOf(wires).stream().filter(wire -> wire.joins(a, b)).forEach(Wire::cut);
  }

  void dropAll(Node node) {
    List.copyOf(wires).stream()
        .filter(wire -> wire.left.owner == node || wire.right.owner == node)
        .forEach(Wire::cut);
  }

  /** Sends a frame to everybody to whom a node has a channel. */
  public void inject(Node from, byte[] frame) {
    for (Wire wire : List.copyOf(wires)) {
      if (wire.left.owner == from) {
        wire.left.travel(frame);
      } else if (wire.right.owner == from) {
        wire.right.travel(frame);
      }
    }
  }

  /** Ends every channel. */
  public void cutAll() {
    List.copyOf(wires).forEach(Wire::cut);
  }

  private final class Wire {
    final End left;
    final End right;
    final long since = world.time().awakeMs();

    Wire(Node a, Node b) {
      left = new End(this, a, b);
      right = new End(this, b, a);
      left.other = right;
      right.other = left;
    }

    boolean joins(Node a, Node b) {
      return left.owner == a && right.owner == b || left.owner == b && right.owner == a;
    }

    void cut() {
      if (wires.remove(this)) {
        left.closed();
        right.closed();
      }
    }
  }

  private final class End implements Channel {
    private final Wire wire;
    private final Node owner;
    private final Node peer;
    private final Process process;
    private End other;
    private ChannelHandler handler;
    private boolean open = true;
    private long clearAt;
    private byte[] before = {};

    End(Wire wire, Node owner, Node peer) {
      this.wire = wire;
      this.owner = owner;
      this.peer = peer;
      this.process = owner.process();
    }

    @Override
    public Connection connection() {
      return new SimConnection(peer.key());
    }

    @Override
    public String protocol() {
      return "events/1/simulated";
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer message) {
      if (!open) {
        return CompletableFuture.failedStage(new IllegalStateException("closed"));
      }
      if (message.remaining() < 1 || message.remaining() > MAX_MESSAGE) {
        throw new IllegalArgumentException("A message of " + message.remaining() + " bytes");
      }
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      world.tell(check -> check.sent(owner, peer, bytes));
      CompletableFuture<Void> taken = new CompletableFuture<>();
      for (byte[] frame : world.mischief().sent(owner, bytes, before)) {
        travel(frame);
      }
      before = bytes;
      process.later(clearAt - world.time().micros(), () -> taken.complete(null));
      return taken;
    }

    private void travel(byte[] frame) {
      int dice = roughPercent == 0 ? 1_000 : world.random().nextInt(100);
      if (dice < roughPercent / 3) {
        world.figures().fired("message lost");
        return;
      }
      long at = world.time().micros() + 50 + world.random().nextInt(latencyMicros);
      if (dice < 2 * roughPercent / 3) {
        world.figures().fired("message overtaken");
      } else {
        clearAt = Math.max(clearAt + 1, at);
        at = clearAt;
      }
      arrive(at, frame);
      if (dice >= 2 * roughPercent / 3 && dice < roughPercent) {
        world.figures().fired("message doubled");
        arrive(at + world.random().nextInt(1_000_000), frame);
      }
    }

    private void arrive(long at, byte[] frame) {
      if (other.process.isAlive()) {
        other.process.later(
            at - world.time().micros(),
            () -> {
              if (open && other.open) {
                other.handler.received(ByteBuffer.wrap(frame).asReadOnlyBuffer());
              }
            });
      }
    }

    @Override
    public void close(String reason) {
      wire.cut();
    }

    @Override
    public void misbehaved(String reason) {
      if (owner.isHonest() && roughPercent == 0 && wires.contains(wire)) {
        world.tell(check -> check.accused(owner, peer, reason));
      }
      wire.cut();
    }

    private void closed() {
      open = false;
      if (process.isAlive()) {
        long notice = world.random().nextInt(1_500_000);
        process.later(notice, () -> handler.closed("The connection ended"));
      }
    }
  }

  /** Returns the longest time that a message takes in calm weather. */
  public Duration latency() {
    return Duration.ofNanos(latencyMicros * 1_000L);
  }
}
