package io.muster.hub.provider;

import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Effect;

/** Where the node tells what happens, for people. */
interface Journal {
  /** Something happened. */
  void report(Effect.Topic topic, String text);

  /** The machine reduces an action. */
  default void trace(Action action) {}

  /** Something threw. */
  void failure(String what, Throwable cause);
}
