package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventState;
import io.muster.events.MemberOptions;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A server and its users on virtual time, and what their handlers have seen. */
final class World {
  static final Duration MINUTE = Duration.ofMinutes(1);

  final Simulation simulation;
  final SimNetwork network;
  final SimNode server;
  final List<ConsumedEvent> learned = new ArrayList<>();
  private final Map<SimNode, List<Event>> handled = new HashMap<>();

  World(long seed) {
    simulation = new Simulation(seed);
    network = new SimNetwork(simulation);
    server = new SimNode(simulation, "server", Optional.empty());
    server.learn(
        (client, event, ack) -> {
          learned.add(event);
          ack.consumed();
        });
  }

  /** Makes a user whose handler consumes everything and answers with the user's name. */
  SimNode user(String name) {
    SimNode user = new SimNode(simulation, name, Optional.of(server));
    consume(user);
    return user;
  }

  void consume(SimNode user) {
    user.handle(
        (event, ack) -> {
          handled(user).add(event);
          ack.consumed("\"" + user.name + "\"");
        });
  }

  List<Event> handled(SimNode user) {
    return handled.computeIfAbsent(user, u -> new ArrayList<>());
  }

  /** Starts server and users and connects each user with the server. */
  void start(SimNode... users) {
    server.start();
    for (SimNode user : users) {
      user.start();
      network.connect(server, user);
    }
  }

  EventId add(SimNode user, String json) {
    return join(adding(user, json, EventOptions.defaults()));
  }

  EventId add(SimNode user, String json, EventOptions options) {
    return join(adding(user, json, options));
  }

  CompletableFuture<EventId> adding(SimNode user, String json, EventOptions options) {
    return server.server().addEvent(user.key(), json, options).toCompletableFuture();
  }

  void admit(SimNode user) {
    join(server.server().admit(user.key(), MemberOptions.defaults()).toCompletableFuture());
  }

  <T> T join(CompletableFuture<T> stage) {
    assertTrue(simulation.runUntil(stage::isDone, MINUTE), "it completes");
    return stage.join();
  }

  void await(String what, java.util.function.BooleanSupplier condition) {
    assertTrue(simulation.runUntil(condition, Duration.ofMinutes(10)), what);
  }

  void runFor(Duration time) {
    simulation.run(time);
  }

  Optional<EventState> state(EventId id) {
    return ((ServerRole) server.topic.role()).event(id);
  }

  boolean isOver(EventId id, PeerKey user) {
    return server.topic.core().state().event(id, user).orElseThrow().isOver();
  }
}
