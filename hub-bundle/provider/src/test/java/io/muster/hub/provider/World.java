package io.muster.hub.provider;

import io.muster.peer.PeerKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** One thread, one virtual clock, one source of chance for any number of nodes. */
final class World {
  final Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long nanos = 1_000_000_000L;
  private long order;
  private String network = "one";
  private long wallAhead;

  private record Event(long at, long order, Runnable task) {}

  World(long seed) {
    random = new Random(seed);
  }

  void after(long millis, Runnable task) {
    events.add(new Event(nanos + millis * 1_000_000L, order++, task));
  }

  private static Runnable ifAlive(BooleanSupplier alive, Runnable task) {
    return () -> {
      if (alive.getAsBoolean()) {
        task.run();
      }
    };
  }

  long millis() {
    return nanos / 1_000_000L;
  }

  /** What surrounds a node; nothing of it runs once it is dead. */
  Surroundings surroundings(BooleanSupplier alive) {
    Executor executor = task -> after(0, ifAlive(alive, task));
    return new Surroundings(
        executor,
        executor,
        (millis, task) -> after(millis, ifAlive(alive, task)),
        () -> Instant.ofEpochMilli(1_700_000_000_000L + millis() + wallAhead),
        () -> nanos,
        new Random(random.nextLong()),
        () -> network);
  }

  /** The cable is pulled (empty), or put into another socket. */
  void network(String name) {
    network = name;
  }

  /** Runs for a time, virtual. */
  void run(long millis) {
    long end = nanos + millis * 1_000_000L;
    while (!events.isEmpty() && events.peek().at() <= end) {
      step();
    }
    nanos = end;
  }

  /** Runs until something holds; false if it does not within a time, virtual. */
  boolean runUntil(BooleanSupplier holds, long millis) {
    long end = nanos + millis * 1_000_000L;
    while (!holds.getAsBoolean()) {
      if (events.isEmpty() || events.peek().at() > end) {
        return false;
      }
      step();
    }
    return true;
  }

  /** As if the machine slept, with a clock that stands still meanwhile, as on Linux. */
  void sleepStandingStill(long millis) {
    wallAhead += millis;
  }

  /** Lets time pass without running anything, as if the machine slept. */
  void sleep(long millis) {
    nanos += millis * 1_000_000L;
  }

  private void step() {
    Event event = events.poll();
    nanos = Math.max(nanos, event.at());
    event.task().run();
  }

  /** A key that nobody holds a private key for. */
  PeerKey key() {
    byte[] bytes = new byte[PeerKey.BYTES];
    while (true) {
      random.nextBytes(bytes);
      try {
        return PeerKey.of(bytes);
      } catch (IllegalArgumentException e) {
        // not a point of the curve: about every second text is one
      }
    }
  }
}
