package io.muster.bench.node;

import com.sun.management.OperatingSystemMXBean;
import io.muster.bench.load.Payload;
import io.muster.events.EventServer;
import io.muster.events.EventsException;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Adds events for users who are not there. */
final class Filler {
  private static final int OUTSTANDING = 512;
  private static final long PATIENCE_S = 60;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final List<PeerKey> users = new ArrayList<>();
  private int next;

  /** Reads the users' keys, one in a line. */
  String users(Path file) throws IOException {
    Files.readAllLines(file).forEach(line -> users.add(PeerKey.parse(line)));
    return String.valueOf(users.size());
  }

  /**
   * Adds events, in turn for each user; returns when all are durable.
   *
   * @return the nanoseconds that it took, and those of processor time in this process
   */
  String fill(EventServer events, int count, int bytes) throws InterruptedException {
    Payload payload = new Payload(bytes);
    Semaphore room = new Semaphore(OUTSTANDING);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    for (int i = 0; i < count; i++) {
      take(room, 1, failure);
      PeerKey user = users.get(next % users.size());
      events
          .addEvent(user, payload.text(0, next, 0))
          .whenComplete(
              (id, why) -> {
                if (why != null) {
                  failure.compareAndSet(null, why);
                }
                room.release();
              });
      next++;
    }
    take(room, OUTSTANDING, failure);
    return (System.nanoTime() - start) + " " + (process.getProcessCpuTime() - cpu);
  }

  private static void take(Semaphore room, int permits, AtomicReference<Throwable> failure)
      throws InterruptedException {
    boolean taken = room.tryAcquire(permits, PATIENCE_S, TimeUnit.SECONDS);
    Throwable why = failure.get();
    if (!taken || why != null) {
      throw new IllegalStateException(
          "an event was not added: "
              + (why instanceof EventsException known ? known.getMessage() : why));
    }
  }
}
