package io.muster.hub.local;

import java.time.Duration;

/**
 * Faults on demand. Applied to the messages that this side sends and to the links it makes or
 * takes.
 *
 * @param refuse whether no link is made or taken
 * @param cut whether open links are ended
 * @param delay how long each message waits before it leaves, 0 to 60 s
 * @param dropAfterMessages a link ends after it has sent so many messages; 0 means never
 */
public record LocalFaults(boolean refuse, boolean cut, Duration delay, long dropAfterMessages) {
  /** No faults. */
  public static final LocalFaults NONE = new LocalFaults(false, false, Duration.ZERO, 0);

  /**
   * No link is made or taken; open ones stay.
   *
   * @return the faults
   */
  public static LocalFaults refusing() {
    return new LocalFaults(true, false, Duration.ZERO, 0);
  }

  /**
   * Open links end and no link is made or taken.
   *
   * @return the faults
   */
  public static LocalFaults cutOff() {
    return new LocalFaults(true, true, Duration.ZERO, 0);
  }

  /**
   * Each message waits before it leaves.
   *
   * @param delay how long
   * @return the faults
   */
  public static LocalFaults delaying(Duration delay) {
    return new LocalFaults(false, false, delay, 0);
  }

  /**
   * A link ends after it has sent some messages.
   *
   * @param messages how many, at least 1
   * @return the faults
   */
  public static LocalFaults droppingAfter(long messages) {
    return new LocalFaults(false, false, Duration.ZERO, messages);
  }
}
