package io.muster.events.provider.codec;

/**
 * Everything of a feed up to a place is dead or was copied forward.
 *
 * @param through the feed, the last number that is not needed any more and the head there
 * @param tail of later versions
 */
public record Trim(FeedHead through, Bytes tail) implements Entry {
  /** Number of the kind. */
  public static final int KIND = 9;

  static Trim read(FieldReader in) {
    return new Trim(in.head(), in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.feed(through.feed()).u64(through.seq()).hash(through.head());
  }
}
