package io.muster.hub.provider.machine;

import java.util.Map;

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
   * @param unknown never more with strangers
   * @param slots never more with peers of a type that nobody wants, by type
   */
  public record Water(int low, int high, int cap, int unknown, Map<String, Integer> slots) {
    /** Without limits by type. */
    public Water(int low, int high, int cap, int unknown) {
      this(low, high, cap, unknown, Map.of());
    }
  }

  /**
   * How fast peers are dialled.
   *
   * @param dials at a time
   * @param dialTimeout after which a dial is given up
   * @param backoffBase upper bound of the first back-off; doubles with each failure
   * @param backoffMax upper bound of any back-off
   * @param dwell how long a connection lasts before it may be rotated out
   * @param stable how long a connection lasts before earlier failures are forgotten
   * @param fade failures in a row after which a peer that nobody wants fades out
   */
  public record Pace(
      int dials,
      long dialTimeout,
      long backoffBase,
      long backoffMax,
      long dwell,
      long stable,
      int fade) {}

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
        new Pace(8, 10_000, 1_000, 300_000, 120_000, 10_000, 8),
        new Hubs(30_000, 1_000, 60_000, 16, 1_000));
  }
}
