package io.muster.staging;

/** Why an address went from the bench. */
public enum RemovalReason {
  /** Somebody took it off. */
  UNSTAGED,
  /** Nobody staged it again within the time that its type allows. */
  EXPIRED,
  /** The bench, or the share of its source, was full, and this entry was worth least. */
  EVICTED,
  /** A {@link StagingGuard} refuses it. */
  REFUSED,
  /**
   * Its bench was closed. No bench says so to those who watch it, as its streams end; it is for
   * those who pass on what they see of several benches.
   */
  CLOSED,
  /** Its peer is connected: it is kept aside until the link is lost. */
  CONNECTED
}
