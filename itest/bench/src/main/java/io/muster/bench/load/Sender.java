package io.muster.bench.load;

import java.util.concurrent.TimeUnit;

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
   * Sends until the time is over, and waits until all have arrived.
   *
   * @param round the round
   * @param payload the events' texts
   * @param millis for how long
   * @param target where they go
   * @return what was sent
   */
  public static Sent send(Round round, Payload payload, long millis, Target target)
      throws Exception {
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    int count = 0;
    for (awaitRoom(round, target); System.nanoTime() < end; awaitRoom(round, target)) {
      target.send(count, payload.text(round.number(), count));
      count++;
    }
    round.notSent();
    target.flush();
    round.awaitAll();
    return new Sent(count, System.nanoTime() - start);
  }

  private static void awaitRoom(Round round, Target target) throws Exception {
    if (!round.hasRoom()) {
      target.flush();
    }
    round.awaitRoom();
  }
}
