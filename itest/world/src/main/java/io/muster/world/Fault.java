package io.muster.world;

/** What may go wrong. */
enum Fault {
  /** A process ends and another begins in its place. */
  CRASH,
  /** Some reach each other and no others. */
  PARTITION,
  /** Some hear others without being heard. */
  ONE_WAY,
  /** A machine sleeps. */
  SLEEP,
  /** The time of day is set. */
  CLOCK,
  /** Somebody cannot be dialled. */
  HIDE,
  /** Dials are refused, or never answered, or late. */
  DIALS,
  /** A hub ends its connections and takes no others. */
  HUB_DOWN,
  /** A hub takes all and tells nothing, or does not answer. */
  HUB_SILENT,
  /** A hub drops, doubles, delays, replays, forges and invents. */
  HUB_LIES,
  /** Links die without a word. */
  CUT,
  /** A peer breaks a protocol. */
  MISBEHAVE,
  /** Somebody downloads. */
  HOLD,
  /** Somebody wants others. */
  WANT,
  /** The bench goes or comes. */
  BENCH,
  /** A machine is given another network. */
  NETWORK,
  /** A user disconnects somebody. */
  DISCONNECT,
  /** A user blocks somebody, or lets somebody in again. */
  BLOCK
}
