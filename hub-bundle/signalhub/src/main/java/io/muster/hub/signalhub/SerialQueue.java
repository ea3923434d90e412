package io.muster.hub.signalhub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** Runs tasks one after another, in order, on threads that others own; bounded. */
final class SerialQueue<T extends Runnable> {
  private final Consumer<Runnable> executor;
  private final int limit;
  private final Queue<T> waiting = new ArrayDeque<>();
  private boolean running;
  private T current;
  private boolean closed;

  SerialQueue(Consumer<Runnable> executor, int limit) {
    this.executor = executor;
    this.limit = limit;
  }

  /** Adds a task, or returns false if the queue is full or closed. */
  boolean add(T task) {
    synchronized (waiting) {
      if (closed || waiting.size() >= limit) {
        return false;
      }
      waiting.add(task);
      if (running) {
        return true;
      }
      running = true;
    }
    executor.accept(this::drain);
    return true;
  }

  /** Takes no more tasks and returns those that have not ended, the one that runs first. */
  List<T> close() {
    synchronized (waiting) {
      closed = true;
      List<T> left = new ArrayList<>();
      if (current != null) {
        left.add(current);
      }
      left.addAll(waiting);
      waiting.clear();
      return left;
    }
  }

  private void drain() {
    for (T task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private T next() {
    synchronized (waiting) {
      current = waiting.poll();
      running = current != null;
      return current;
    }
  }
}
