package io.muster.events.provider.sim.world;

/**
 * One thing that happens to a world.
 *
 * @param kind what
 * @param a to whom
 * @param b with whom, or how much
 * @param waitMs how long nothing else is done afterwards
 */
public record Step(Kind kind, int a, int b, int waitMs) {
  /** What can happen. Nodes are counted round; what makes no sense at its time does nothing. */
  public enum Kind {
    /** The server adds an event for a client; b says how. */
    ADD,
    /** A way between two nodes opens. */
    OPEN,
    /** A channel ends. */
    CUT,
    /** A way between two nodes closes. */
    BLOCK,
    /** The nodes of the bits of b are cut off from the others. */
    PARTITION,
    /** All ways open. */
    MEND,
    /** A process dies; b writes survive that were not confirmed. */
    CRASH,
    /** A process dies at the b-th step of its disk from now. */
    CRASH_STEP,
    /** A process dies, b writes survive, and another one starts at once. */
    RESTART,
    /** Everybody is awake for an hour. */
    NAP,
    /** A process starts. */
    START,
    /** A disk is lost. */
    LOSE,
    /** A disk is copied. */
    BACK_UP,
    /** A machine is set back to its copy. */
    RESTORE,
    /** A copy of a machine starts beside it. */
    CLONE,
    /** A machine is resumed twice from one image of its memory; b says when they part. */
    TWIN,
    /** A disk refuses what waits. */
    FAIL,
    /** A clock is set b hours off. */
    SKEW,
    /** Everybody sleeps for b hours. */
    LEAP,
    /** The server sets a pause of b ms. */
    PAUSE,
    /** The server admits a client. */
    ADMIT,
    /** The server removes a client. */
    REMOVE,
    /** A node's handlers begin to answer badly. */
    ANSWER,
    /** A client's handler never answers, nor the server's what that client consumed. */
    WEDGE,
    /** A client begins to break the rules. */
    EVIL,
    /** A client that breaks the rules does so once. */
    MISCHIEF
  }

  @Override
  public String toString() {
    return kind + " " + a + " " + b + " " + waitMs;
  }

  /** Reads what {@link #toString} gave. */
  public static Step parse(String text) {
    String[] parts = text.trim().split(" ");
    return new Step(
        Kind.valueOf(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }
}
