package io.muster.hub.provider;

import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.RendezvousException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Hubs of one {@link World}: broadcast without memory, may be down, may lose messages. */
final class FakeHub {
  static final Set<String> SCHEMES_SERVED = Set.of("https", "http");

  private final World world;
  private final Set<URI> down = new HashSet<>();
  private final Map<URI, List<Sub>> subs = new HashMap<>();
  final List<String> published = new ArrayList<>();
  int lossPercent;
  int connects;

  private record Sub(
      String app, Set<String> channels, Rendezvous.Listener listener, BooleanSupplier alive) {}

  FakeHub(World world) {
    this.world = world;
  }

  private long latency() {
    return 1 + world.random.nextInt(80);
  }

  void down(URI hub) {
    down.add(hub);
    List<Sub> lost = subs.remove(hub);
    if (lost != null) {
      lost.forEach(s -> world.after(latency(), () -> s.listener().closed("hub went down")));
    }
  }

  void up(URI hub) {
    down.remove(hub);
  }

  /** A stranger writes to everybody. */
  void broadcast(URI hub, String json) {
    subs.getOrDefault(hub, List.of())
        .forEach(s -> world.after(latency(), () -> s.listener().message(json)));
  }

  /** The rendezvous of one process. */
  Rendezvous client(BooleanSupplier alive) {
    return (hub, application, channels, listener) -> {
      connects++;
      CompletableFuture<Rendezvous.Session> answer = new CompletableFuture<>();
      Sub sub = new Sub(application, channels, listener, alive);
      world.after(latency(), () -> accept(hub, sub, answer));
      return answer;
    };
  }

  private void accept(URI hub, Sub sub, CompletableFuture<Rendezvous.Session> answer) {
    if (down.contains(hub)) {
      answer.completeExceptionally(new RendezvousException(hub + " is down", null, null));
      return;
    }
    subs.computeIfAbsent(hub, h -> new ArrayList<>()).add(sub);
    answer.complete(new Connected(hub, sub));
  }

  private final class Connected implements Rendezvous.Session {
    private final URI hub;
    private final Sub sub;

    private Connected(URI hub, Sub sub) {
      this.hub = hub;
      this.sub = sub;
    }

    @Override
    public CompletionStage<Void> publish(String channel, String json) {
      published.add(json);
      CompletableFuture<Void> taken = new CompletableFuture<>();
      world.after(latency(), () -> deliver(channel, json, taken));
      return taken;
    }

    private void deliver(String channel, String json, CompletableFuture<Void> taken) {
      if (down.contains(hub)) {
        taken.completeExceptionally(new RendezvousException(hub + " is down", null, null));
        return;
      }
      subs.getOrDefault(hub, new ArrayList<>()).removeIf(s -> !s.alive().getAsBoolean());
      for (Sub other : List.copyOf(subs.getOrDefault(hub, List.of()))) {
        boolean meant = other.app().equals(sub.app()) && other.channels().contains(channel);
        if (meant && world.random.nextInt(100) >= lossPercent) {
          world.after(latency(), () -> other.listener().message(json));
        }
      }
      taken.complete(null);
    }

    @Override
    public void close() {
      if (subs.getOrDefault(hub, new ArrayList<>()).remove(sub)) {
        world.after(0, () -> sub.listener().closed("closed here"));
      }
    }
  }
}
