package io.muster.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How every load sends: one thread, as fast as the window lets it, for some time. */
public final class Sender {
  /** What is loaded. */
  public interface Target {
    /**
     * Hands over an event; returns at once.
     *
     * @param number its number in the round
     * @param payload its text
     * @throws Exception if it is refused
     */
    void send(int number, String payload) throws Exception;

    /** The sender waits now: what is buffered has to go. */
    default void flush() throws Exception {}
  }

  private Sender() {}

  /**
   * What was sent.
   *
   * @param count how many events
   * @param nanos from the first hand-over until the last arrival
   */
  public record Sent(int count, long nanos) {}

  /**
   * How fast to send, and for how long.
   *
   * @param millis for how long
   * @param perSecond how many a second, whether others have arrived or not (open loop); 0: as many
   *     as the window lets through (closed loop)
   */
  public record Pace(long millis, double perSecond) {}

  /**
   * Sends until the time is over, and waits until all have arrived. In an open loop an event's time
   * counts from when it was due, also if it could not be sent then.
   *
   * @param round the round
   * @param payload the events' texts
   * @param pace how fast
   * @param target where they go
   * @return what was sent
   */
  public static Sent send(Round round, Payload payload, Pace pace, Target target) throws Exception {
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(pace.millis());
    int count = 0;
    long due = next(start, count, pace, target);
    while (due < end) {
      awaitRoom(round, target);
      target.send(
          count,
          payload.text(round.number(), count, pace.perSecond() > 0 ? due : System.nanoTime()));
      count++;
      due = next(start, count, pace, target);
    }
    target.flush();
    round.awaitAll();
    return new Sent(count, System.nanoTime() - start);
  }

  /** Returns when the next event is due, and waits for that time. */
  private static long next(long start, int count, Pace pace, Target target) throws Exception {
    if (pace.perSecond() == 0) {
      return System.nanoTime();
    }
    long due = start + (long) (count * 1e9 / pace.perSecond());
    if (due > System.nanoTime()) {
      target.flush();
    }
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return due;
  }

  private static void awaitRoom(Round round, Target target) throws Exception {
    if (!round.hasRoom()) {
      target.flush();
    }
    round.awaitRoom();
  }
}
