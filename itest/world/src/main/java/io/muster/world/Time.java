package io.muster.world;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time, in milliseconds: tasks are run when due, equals in the order of their coming. */
final class Time {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long now;
  private long order;

  private record Event(long at, long order, Runnable task) {}

  long now() {
    return now;
  }

  /** Runs a task after a delay; a delay below zero is none. */
  void after(long millis, Runnable task) {
    events.add(new Event(now + Math.max(0, millis), order++, task));
  }

  /** Runs what is due within so many milliseconds. */
  void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      now = event.at();
      event.task().run();
    }
    now = end;
  }
}
