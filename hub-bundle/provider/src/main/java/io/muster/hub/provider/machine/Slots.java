package io.muster.hub.provider.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slots by type: how many peers of one type that nobody wants are connected or dialled. A type that
 * has no limit has room always. For one decision on one thread.
 */
final class Slots {
  private final Map<String, Integer> limits;
  private final Map<String, Integer> taken = new HashMap<>();

  Slots(State state) {
    limits = state.limits().water().slots();
  }

  /** All that are taken in a state. */
  static Slots of(State state) {
    Slots slots = new Slots(state);
    if (!slots.limits.isEmpty()) {
      state
          .peers()
          .forEach(
              (key, peer) -> {
                if (!peer.isIdle() && !state.isWanted(key)) {
                  slots.take(peer.type());
                }
              });
    }
    return slots;
  }

  void take(String type) {
    if (limits.containsKey(type)) {
      taken.merge(type, 1, Integer::sum);
    }
  }

  void giveBack(String type) {
    taken.computeIfPresent(type, (t, n) -> n - 1);
  }

  /** The type, if it has no room. */
  Optional<String> crowded(String type) {
    return hasRoom(type) ? Optional.empty() : Optional.of(type);
  }

  boolean hasRoom(String type) {
    return taken.getOrDefault(type, 0) < limits.getOrDefault(type, Integer.MAX_VALUE);
  }
}
