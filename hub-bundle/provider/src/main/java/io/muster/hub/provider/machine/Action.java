package io.muster.hub.provider.machine;

/**
 * Something that happened or is asked for. Time and chance are part of it: {@code at} is in
 * milliseconds of the machine's clock, {@code jitter} at least 0 and less than 1.
 */
public sealed interface Action permits HubAction, PeerAction, LinkAction, HostAction {
  /** The state after it and what is to be done; pure, and never throws. */
  Step reduce(State before);
}
