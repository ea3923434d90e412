package io.muster.events.provider.delivery;

/** What came of the attempt to read an event. */
public sealed interface Opening {
  /** It is readable. */
  record Readable(String type, String json) implements Opening {}

  /** The body, or what is needed to open it, is not here yet: the lane waits for it. */
  record Missing(String what) implements Opening {}

  /** It will never be readable. */
  record Unreadable(String why) implements Opening {}
}
