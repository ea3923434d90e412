package io.muster.events.provider;

import io.muster.events.provider.sim.world.SimConnection;
import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Connections between the nodes of a simulation. Messages take time and keep their order. */
final class SimNetwork {
  final Simulation simulation;
  Duration latency = Duration.ofMillis(1);
  long bytesSent;
  Consumer<byte[]> tap = message -> {};
  private final List<Wire> wires = new ArrayList<>();

  SimNetwork(Simulation simulation) {
    this.simulation = simulation;
  }

  void connect(SimNode a, SimNode b) {
    if (!a.isUp() || !b.isUp() || isConnected(a, b)) {
      return;
    }
    Wire wire = new Wire(a, b);
    wires.add(wire);
    wire.left.handler = a.topic.replication().opened(wire.left);
    wire.right.handler = b.topic.replication().opened(wire.right);
  }

  boolean isConnected(SimNode a, SimNode b) {
    return wires.stream().anyMatch(w -> w.a == a && w.b == b || w.a == b && w.b == a);
  }

  void disconnect(SimNode a, SimNode b) {
    List.copyOf(wires).stream()
        .filter(w -> w.a == a && w.b == b || w.a == b && w.b == a)
        .forEach(Wire::cut);
  }

  void dropAll(SimNode node) {
    List.copyOf(wires).stream().filter(w -> w.a == node || w.b == node).forEach(Wire::cut);
  }

  private final class Wire {
    final SimNode a;
    final SimNode b;
    final End left;
    final End right;

    Wire(SimNode a, SimNode b) {
      this.a = a;
      this.b = b;
      left = new End(this, b.key());
      right = new End(this, a.key());
      left.other = right;
      right.other = left;
    }

    void cut() {
      if (wires.remove(this)) {
        left.closed("The connection ended");
        right.closed("The connection ended");
      }
    }
  }

  private final class End implements Channel {
    private final Wire wire;
    private final PeerKey peer;
    private End other;
    private ChannelHandler handler;
    private boolean open = true;

    End(Wire wire, PeerKey peer) {
      this.wire = wire;
      this.peer = peer;
    }

    @Override
    public Connection connection() {
      return new SimConnection(peer);
    }

    @Override
    public String protocol() {
      return "events/1/test";
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer message) {
      if (!open) {
        return CompletableFuture.failedStage(new IllegalStateException("closed"));
      }
      if (message.remaining() < 1 || message.remaining() > MAX_MESSAGE) {
        throw new IllegalArgumentException("A message of " + message.remaining() + " bytes");
      }
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
      bytesSent += copy.remaining();
      tap.accept(copy.array());
      CompletableFuture<Void> taken = new CompletableFuture<>();
      simulation.after(latency, () -> arrive(copy, taken));
      return taken;
    }

    private void arrive(ByteBuffer message, CompletableFuture<Void> taken) {
      if (open && other.open) {
        other.handler.received(message.asReadOnlyBuffer());
      }
      taken.complete(null);
    }

    @Override
    public void close(String reason) {
      wire.cut();
    }

    @Override
    public void misbehaved(String reason) {
      throw new AssertionError("An honest peer was accused: " + reason);
    }

    private void closed(String reason) {
      open = false;
      simulation.after(Duration.ZERO, () -> handler.closed(reason));
    }
  }
}
