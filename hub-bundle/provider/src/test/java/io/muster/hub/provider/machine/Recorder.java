package io.muster.hub.provider.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reduces without an edge: follow-up actions at once, effects noted. Checks with every effect that
 * no peer has two connections and that there are never more than the cap.
 */
final class Recorder {
  final List<Effect> effects = new ArrayList<>();
  final Map<Long, Object> open = new HashMap<>();
  State state;
  private int steps;

  Recorder(State state) {
    this.state = state;
    state.peers().forEach((key, peer) -> peer.link().ifPresent(link -> open.put(link.id(), key)));
  }

  Recorder run(Action... actions) {
    ArrayDeque<Action> waiting = new ArrayDeque<>(List.of(actions));
    while (!waiting.isEmpty()) {
      if (++steps > 100_000) {
        throw new AssertionError("actions dispatch actions for ever: " + waiting.peek());
      }
      Step step = waiting.poll().reduce(state);
      state = step.state();
      List<Action> follow = new ArrayList<>();
      for (Effect effect : step.effects()) {
        if (effect instanceof Effect.Dispatch next) {
          follow.add(next.action());
        } else {
          effects.add(effect);
          check(effect);
        }
      }
      for (int i = follow.size() - 1; i >= 0; i--) {
        waiting.addFirst(follow.get(i));
      }
    }
    return this;
  }

  private void check(Effect effect) {
    if (effect instanceof Effect.CloseLink close) {
      open.remove(close.link());
    } else if (effect instanceof Effect.NotifyEnded ended) {
      open.remove(ended.link());
    } else if (effect instanceof Effect.OpenLink opened) {
      if (open.containsValue(opened.peer())) {
        throw new AssertionError("two connections to " + opened.peer());
      }
      open.put(opened.link(), opened.peer());
    }
    if (open.size() > state.limits().water().cap()) {
      throw new AssertionError(open.size() + " connections, cap " + state.limits().water().cap());
    }
  }

  <E extends Effect> List<E> all(Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
