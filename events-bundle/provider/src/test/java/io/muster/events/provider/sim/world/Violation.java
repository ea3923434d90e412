package io.muster.events.provider.sim.world;

/**
 * Something that must never be.
 *
 * @param invariant which rule
 * @param what what was seen
 * @param at when, in true ms
 */
public record Violation(String invariant, String what, long at) {
  /** Says whether it is this invariant that is broken. */
  public boolean breaks(String other) {
    return invariant.equals(other);
  }
}
