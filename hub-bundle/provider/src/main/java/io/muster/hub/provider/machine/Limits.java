package io.muster.hub.provider.machine;

/**
 * The numbers that the scheduler obeys; times in milliseconds.
 *
 * @param water how many connections
 * @param pace how fast peers are dialled
 * @param hubs how hubs are kept up
 */
public record Limits(Water water, Pace pace, Hubs hubs) {
  /**
   * How many connections.
   *
   * @param low below it, peers that nobody wants are dialled
   * @param high above it, connections that nobody wants are closed
   * @param cap never more
   * @param unknown never more with peers that nobody here wants
   */
  public record Water(int low, int high, int cap, int unknown) {}

  /**
   * How fast peers are dialled.
   *
   * @param dials at a time
   * @param dialTimeout after which a dial is given up
   * @param backoffBase upper bound of the first back-off; doubles with each failure
   * @param backoffMax upper bound of any back-off
   * @param dwell how long a connection lasts before it may be rotated out
   * @param stable how long a connection lasts before earlier failures are forgotten
   */
  public record Pace(
      int dials, long dialTimeout, long backoffBase, long backoffMax, long dwell, long stable) {}

  /**
   * How hubs are kept up.
   *
   * @param announceInterval between two announcements
   * @param backoffBase upper bound of the first back-off; doubles with each failure
   * @param backoffMax upper bound of any back-off
   * @param max hubs known at a time
   * @param peers learned at one hub at most
   */
  public record Hubs(
      long announceInterval, long backoffBase, long backoffMax, int max, int peers) {}

  /** The defaults of PID io.muster.hub. */
  public static Limits defaults() {
    return new Limits(
        new Water(16, 48, 64, 16),
        new Pace(8, 10_000, 1_000, 300_000, 120_000, 10_000),
        new Hubs(30_000, 1_000, 60_000, 16, 1_000));
  }
}
