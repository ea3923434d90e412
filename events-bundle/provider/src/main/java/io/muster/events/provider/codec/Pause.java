package io.muster.events.provider.codec;

/**
 * The server sets the batching window towards handlers.
 *
 * @param windowMs 0 to 60 000
 * @param at orders such statements, ms
 * @param tail of later versions
 */
public record Pause(int windowMs, long at, Bytes tail) implements Entry {
  /** Number of the kind. */
  public static final int KIND = 8;

  /** Longest window, in ms. */
  public static final int MAX_WINDOW = 60_000;

  static Pause read(FieldReader in) {
    return new Pause((int) FieldReader.upTo(in.u32(), MAX_WINDOW), in.time(), in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.u32(windowMs).time(at);
  }
}
