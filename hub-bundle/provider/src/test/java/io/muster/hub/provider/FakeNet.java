package io.muster.hub.provider;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Links between nodes of one {@link World}, with latency, crashes and silence. */
final class FakeNet {
  static final String SCHEME = "local";

  private final World world;
  private final Map<PeerKey, FakeTransport> listening = new HashMap<>();
  private final Set<PeerKey> unreachable = new HashSet<>();
  final List<End> ends = new ArrayList<>();
  int dials;

  FakeNet(World world) {
    this.world = world;
  }

  static PeerAddress address(PeerKey key) {
    return PeerAddress.parse(SCHEME + ":" + key);
  }

  FakeTransport transport(PeerKey self) {
    return new FakeTransport(self);
  }

  /** From now on nobody can dial this node; it can dial others. */
  void hide(PeerKey key) {
    unreachable.add(key);
  }

  void show(PeerKey key) {
    unreachable.remove(key);
  }

  private long latency() {
    return 1 + world.random.nextInt(40);
  }

  /** A transport of one node. */
  final class FakeTransport implements Transport {
    private final PeerKey self;
    private final List<End> mine = new ArrayList<>();
    private Acceptor acceptor;
    private boolean dead;

    private FakeTransport(PeerKey self) {
      this.self = self;
    }

    @Override
    public CompletionStage<Link> dial(PeerAddress address, Duration timeout) {
      dials++;
      CompletableFuture<Link> answer = new CompletableFuture<>();
      PeerKey peer = address.key().orElseThrow();
      world.after(latency(), () -> connect(peer, address, answer, timeout));
      return answer;
    }

    private void connect(
        PeerKey peer, PeerAddress address, CompletableFuture<Link> answer, Duration timeout) {
      FakeTransport other = listening.get(peer);
      if (dead || other == null || unreachable.contains(peer)) {
        long when = world.random.nextBoolean() ? 0 : timeout.toMillis();
        world.after(
            when,
            () ->
                answer.completeExceptionally(
                    new LinkException(LinkException.Reason.UNREACHABLE, "nobody there", null)));
        return;
      }
      End here = new End(this, peer, address);
      End there = new End(other, self, address(self));
      here.other = there;
      there.other = here;
      other.acceptor.accepted(there);
      answer.complete(here);
    }

    @Override
    public CompletionStage<Listening> listen(Acceptor to) {
      acceptor = to;
      listening.put(self, this);
      return CompletableFuture.completedFuture(
          new Listening() {
            @Override
            public List<PeerAddress> addresses() {
              return List.of(address(self));
            }

            @Override
            public void close() {
              listening.remove(self, FakeTransport.this);
            }
          });
    }

    /** The process dies: nothing is heard of it any more, its peers notice at once or never. */
    void crash(boolean silently) {
      dead = true;
      listening.remove(self, this);
      for (End end : List.copyOf(mine)) {
        if (!silently) {
          world.after(latency(), () -> end.other.ended("reset by peer"));
        }
        end.dead = true;
        end.over = true;
      }
    }
  }

  /** One end of a link. */
  final class End implements Link {
    private final PeerKey remote;
    private final PeerAddress address;
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    private End other;
    private Handler handler;
    private boolean over;
    private boolean dead;
    private long lastArrival;

    private End(FakeTransport owner, PeerKey remote, PeerAddress address) {
      this.remote = remote;
      this.address = address;
      owner.mine.add(this);
      ends.add(this);
    }

    @Override
    public PeerKey remote() {
      return remote;
    }

    @Override
    public PeerAddress address() {
      return address;
    }

    @Override
    public void start(Handler to) {
      handler = to;
      while (!early.isEmpty() && !over) {
        handler.received(ByteBuffer.wrap(early.poll()).asReadOnlyBuffer());
      }
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer message) {
      if (over) {
        return CompletableFuture.failedFuture(
            new LinkException(LinkException.Reason.CLOSED, "closed", null));
      }
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      // in order: never earlier than what was sent before
      lastArrival = Math.max(lastArrival, world.millis() + latency());
      world.after(lastArrival - world.millis(), () -> other.arrive(bytes));
      CompletableFuture<Void> taken = new CompletableFuture<>();
      world.after(0, () -> taken.complete(null));
      return taken;
    }

    private void arrive(byte[] bytes) {
      if (over || dead) {
        return;
      }
      if (handler == null) {
        early.add(bytes);
      } else {
        handler.received(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
      }
    }

    @Override
    public void close() {
      if (!over) {
        long arrival = Math.max(lastArrival, world.millis() + latency());
        world.after(arrival - world.millis(), () -> other.ended("closed by peer"));
        ended("closed here");
      }
    }

    private void ended(String reason) {
      if (!over && !dead) {
        over = true;
        if (handler != null) {
          handler.closed(reason);
        }
      }
    }

    boolean isOpen() {
      return !over;
    }
  }
}
