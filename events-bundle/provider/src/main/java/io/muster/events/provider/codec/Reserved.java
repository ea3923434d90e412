package io.muster.events.provider.codec;

/**
 * A kind that this version stores and forwards unread.
 *
 * @param kind {@link #KEYBIND} to {@link #LAST}
 * @param content everything behind the length, a tail included
 */
public record Reserved(int kind, Bytes content) implements Entry {
  /** Rotating keys of a member. */
  public static final int KEYBIND = 16;

  /** Many events in one entry. */
  public static final int ADD_MANY = 17;

  /** A summary of what came before. */
  public static final int CHECKPOINT = 18;

  /** A sign of life. */
  public static final int HEARTBEAT = 19;

  /** A lane's part of a feed, with proofs. */
  public static final int LANE_PROJECTION = 20;

  /** The last reserved number; those between have no name yet. */
  public static final int LAST = 31;

  /** Checks the number. */
  public Reserved {
    if (kind < KEYBIND || kind > LAST) {
      throw new IllegalArgumentException("Kind " + kind + " is not reserved");
    }
  }

  @Override
  public Bytes tail() {
    return Bytes.EMPTY;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.raw(content);
  }
}
