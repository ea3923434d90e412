package io.muster.bench.events;

import java.util.List;

/**
 * What is measured of an event.
 *
 * @param figure the figure's name
 * @param receipt whether until the server's handler has the receipt, or until the user's handler
 *     has the event
 * @param outstanding how many are on their way at a time
 */
record Flight(String figure, boolean receipt, int outstanding) {
  /** Length of a payload. */
  static final int BYTES = 1024;

  static final List<Flight> ALL =
      List.of(
          new Flight("events.delivery.64", false, 64),
          new Flight("events.delivery.1", false, 1),
          new Flight("events.receipt.64", true, 64),
          new Flight("events.receipt.1", true, 1));
}
