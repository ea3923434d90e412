package io.muster.world;

import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.State;
import java.util.ArrayList;
import java.util.List;

/** All actions of one process, to be reduced once more. */
final class Log {
  private final State initial;
  private final List<Action> actions = new ArrayList<>();

  Log(State initial) {
    this.initial = initial;
  }

  void add(Action action) {
    actions.add(action);
  }

  /** What is not as it was; empty if nothing. */
  String replay(State last) {
    State state = initial;
    for (Action action : actions) {
      State before = state;
      state = action.reduce(before).state();
    }
    return state.equals(last) ? "" : actions.size() + " actions give another state";
  }
}
