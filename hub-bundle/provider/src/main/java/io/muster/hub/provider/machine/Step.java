package io.muster.hub.provider.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * What comes of an action.
 *
 * @param state the state after it
 * @param effects what is to be done, in this order
 */
public record Step(State state, List<Effect> effects) {
  static Step of(State state, Effect... effects) {
    return new Step(state, List.of(effects));
  }

  Step with(State next) {
    return new Step(next, effects);
  }

  Step and(Effect effect) {
    return and(List.of(effect));
  }

  Step and(List<? extends Effect> more) {
    List<Effect> all = new ArrayList<>(effects);
    all.addAll(more);
    return new Step(state, List.copyOf(all));
  }
}
