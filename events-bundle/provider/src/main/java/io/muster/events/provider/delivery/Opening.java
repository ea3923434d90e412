package io.muster.events.provider.delivery;

import io.muster.events.provider.codec.Add;

/** What came of the attempt to read an event. */
public sealed interface Opening {
  /** It is readable. */
  record Readable(Add add, String type, String json) implements Opening {
    /** Shows nothing secret. */
    @Override
    public String toString() {
      return "Readable[" + add.eventId() + "]";
    }
  }

  /** The body, or what is needed to open it, is not here yet: the lane waits for it. */
  record Missing(String what) implements Opening {}

  /** It will never be readable. */
  record Unreadable(Add add, String why) implements Opening {}
}
