package io.muster.itest;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adds one event after the other at a node; what fails, because a bundle is away, is tried again
 * under its dedupe key until it is confirmed.
 */
final class Load implements Runnable {
  private static final int PAUSE_MILLIS = 25;

  private final String user;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<String> acked = new ConcurrentSkipListSet<>();
  private final AtomicInteger attempted = new AtomicInteger();
  private final Thread thread = new Thread(this, "load");
  private volatile TestNode server;
  private volatile String lastFailure = "none";

  Load(TestNode server, String user) {
    this.server = server;
    this.user = user;
  }

  void begin() {
    thread.start();
  }

  void end() throws InterruptedException {
    ended.countDown();
    thread.join(TestNode.PATIENCE.toMillis());
    if (thread.isAlive()) {
      throw new AssertionError("an event is neither added nor refused: " + lastFailure);
    }
  }

  /** Lets go of the node. */
  void forget() {
    server = null;
  }

  @Override
  public void run() {
    while (!paused()) {
      int number = attempted.incrementAndGet();
      boolean added = add(number);
      while (!added && !paused()) {
        added = add(number);
      }
    }
  }

  private boolean add(int number) {
    try {
      acked.add(server.ask("add", user, String.valueOf(number)));
      return true;
    } catch (RuntimeException | LinkageError e) {
      lastFailure = e.toString();
      return false;
    }
  }

  private boolean paused() {
    try {
      return ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  int attempted() {
    return attempted.get();
  }

  Set<String> acked() {
    return Set.copyOf(acked);
  }

  String lastFailure() {
    return lastFailure;
  }
}
