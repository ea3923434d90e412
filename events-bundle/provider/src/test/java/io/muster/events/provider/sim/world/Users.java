package io.muster.events.provider.sim.world;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventOptions;
import io.muster.events.provider.NodeDriver;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The applications: they add events, consume them with an effect by id, and take receipts. */
public final class Users {
  /** Begins every payload and result; no node but server and recipient may ever see it. */
  public static final String TAINT = "TaInTeD-";

  private final World world;
  private final List<Wish> wishes = new ArrayList<>();
  private final Map<String, Wish> byDedupe = new HashMap<>();
  private final Map<Integer, Wish> byNumber = new LinkedHashMap<>();

  Users(World world) {
    this.world = world;
  }

  /** Returns everything that was asked for. */
  public List<Wish> wishes() {
    return wishes;
  }

  /** Adds an event through a server that runs. */
  public void add(Node server, PeerKey user, EventOptions options) {
    add(List.of(server), user, options);
  }

  /** Adds the same event through several machines with the server's key. */
  public void add(List<Node> servers, PeerKey user, EventOptions options) {
    Optional<Wish> same = options.dedupeKey().map(key -> byDedupe.get(user + key));
    Wish wish = same.orElseGet(() -> wish(user, options));
    options.dedupeKey().ifPresent(key -> byDedupe.putIfAbsent(user + key, wish));
    int replicas = same.isPresent() ? 0 : options.replicas();
    servers.forEach(server -> add(server, wish, options, replicas));
  }

  private void add(Node server, Wish wish, EventOptions options, int replicas) {
    server
        .driver()
        .server()
        .addEvent(wish.user(), wish.json(), options)
        .whenComplete(
            (id, failure) -> {
              if (failure == null) {
                wish.named(id);
                wish.confirmed(world.time().millis());
                world.tell(check -> check.added(server, wish, replicas));
              } else if (!isUncertain(failure)) {
                wish.refused();
              }
            });
  }

  private static boolean isUncertain(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof io.muster.events.EventsException known
        && switch (known.reason()) {
          case STORE, NOT_REPLICATED, SERVICE_GONE -> true;
          default -> false;
        };
  }

  private Wish wish(PeerKey user, EventOptions options) {
    int number = wishes.size();
    boolean large = world.random().nextInt(25) == 0;
    String pad = "x".repeat(world.random().nextInt(large ? 30_000 : 200));
    String json = "{\"n\":" + number + ",\"t\":\"" + TAINT + number + pad + "\"}";
    Wish wish = new Wish(number, user, json, options, world.time().millis());
    wishes.add(wish);
    byNumber.put(number, wish);
    return wish;
  }

  private Optional<Wish> wish(String json) {
    int end = json.indexOf(',');
    boolean known = json.startsWith("{\"n\":") && end > 5;
    return known
        ? Optional.ofNullable(byNumber.get(Integer.parseInt(json.substring(5, end))))
        : Optional.empty();
  }

  NodeDriver.Callees callees(Node node) {
    return new NodeDriver.Callees(
        (event, ack) -> handle(node, event, ack),
        (client, event, ack) -> learn(node, client, event, ack));
  }

  private void handle(Node node, Event event, Acknowledgement ack) {
    Optional<Wish> found = wish(event.json());
    if (found.isEmpty() || !found.get().json().equals(event.json())) {
      world.violated("I1", node + " was handed what nobody added: " + event.id());
      return;
    }
    Wish wish = found.get();
    wish.named(event.id());
    wish.called();
    world.tell(check -> check.called(node, wish, event));
    answer(node, wish, ack);
  }

  private void answer(Node node, Wish wish, Acknowledgement ack) {
    Manners.Answer answer = node.manners().answer(wish.user(), world.random().nextInt(100));
    world.figures().answered(answer);
    switch (answer) {
      case THROW -> throw new IllegalStateException("not now");
      case SILENT -> {}
      case RETRY -> ack.retry(Duration.ofMillis(world.random().nextInt(800)));
      case REJECT -> {
        wish.rejected();
        world.tell(check -> check.rejected(node, wish));
        ack.reject("\"" + TAINT + "no\"");
      }
      case LATE -> {
        Process process = node.process();
        process.later(2_000_000, ack::inProgress);
        process.later(6_000_000, () -> effect(node, wish, ack));
      }
      case TWICE -> {
        effect(node, wish, ack);
        ack.consumed();
        ack.retry(Duration.ZERO);
      }
      default -> effect(node, wish, ack);
    }
  }

  private void effect(Node node, Wish wish, Acknowledgement ack) {
    boolean again = wish.effects() > 0;
    wish.effect();
    world.tell(check -> check.effect(node, wish, again));
    ack.consumed("{\"r\":\"" + TAINT + wish.number() + "\"}");
  }

  private void learn(Node node, PeerKey client, ConsumedEvent event, Acknowledgement ack) {
    world.tell(check -> check.told(node, client, event));
    Manners.Answer answer = node.manners().answer(client, world.random().nextInt(100));
    switch (answer) {
      case THROW, REJECT -> throw new IllegalStateException("not now");
      case SILENT -> {}
      case RETRY -> ack.retry(Duration.ofMillis(world.random().nextInt(800)));
      default -> {
        world.tell(check -> check.acknowledged(node, client, event));
        ack.consumed();
      }
    }
  }
}
