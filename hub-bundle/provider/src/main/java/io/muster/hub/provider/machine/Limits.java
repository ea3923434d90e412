package io.muster.hub.provider.machine;

import java.util.Map;

/**
 * The numbers that the scheduler obeys; times in milliseconds.
 *
 * @param water how many connections
 * @param pace how fast peers are dialled
 * @param hubs how hubs are kept up
 * @param manners how peers are treated
 */
public record Limits(Water water, Pace pace, Hubs hubs, Manners manners) {
  /** With the default manners. */
  public Limits(Water water, Pace pace, Hubs hubs) {
    this(water, pace, hubs, Manners.DEFAULT);
  }

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
   * @param backoffBase upper bound of the first back-off of a wanted peer; doubles with each
   *     failure
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

  /**
   * How peers are treated.
   *
   * @param lead for how long the larger key leaves the first dial to the smaller
   * @param favour between two dials that one peer asks for
   * @param breach failures that a breach of the protocol, or being refused, counts as
   * @param remember for how long a peer that failed and of whom nobody tells is remembered
   * @param faded how long a peer that has faded out is left alone
   * @param backoffOthers upper bound of the first back-off of a peer that nobody wants
   * @param misses dials that fail in a row until others are dialled slowly
   * @param calm between two dials then
   */
  public record Manners(
      long lead,
      long favour,
      int breach,
      long remember,
      long faded,
      long backoffOthers,
      int misses,
      long calm) {
    /** The defaults of PID io.muster.hub. */
    public static final Manners DEFAULT =
        new Manners(1_000, 10_000, 6, 600_000, 3_600_000, 10_000, 4, 5_000);
  }

  /** The defaults of PID io.muster.hub. */
  public static Limits defaults() {
    return new Limits(
        new Water(16, 48, 64, 16),
        new Pace(8, 10_000, 1_000, 300_000, 120_000, 10_000, 8),
        new Hubs(30_000, 1_000, 60_000, 16, 1_000));
  }
}
