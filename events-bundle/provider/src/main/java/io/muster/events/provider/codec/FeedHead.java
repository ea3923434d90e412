package io.muster.events.provider.codec;

/**
 * How far a feed is known.
 *
 * @param feed which
 * @param seq the last number, 0 if no entry is known
 * @param head the head of the batch that ends there; the feed's own name if {@code seq} is 0
 */
public record FeedHead(FeedId feed, long seq, Hash head) {
  /** Length of its encoding, in bytes. */
  public static final int BYTES = 72;

  /** Checks that the number is not negative. */
  public FeedHead {
    if (seq < 0 || seq == 0 && !head.equals(feed.value())) {
      throw new IllegalArgumentException("A feed's head cannot be at " + seq);
    }
  }

  /** Returns the head of a feed of which no entry is known. */
  public static FeedHead before(FeedId feed) {
    return new FeedHead(feed, 0, feed.value());
  }

  // written out: those of records are slow in large maps
  @Override
  public boolean equals(Object other) {
    return other instanceof FeedHead end
        && seq == end.seq
        && head.equals(end.head)
        && feed.equals(end.feed);
  }

  @Override
  public int hashCode() {
    return 31 * feed.hashCode() + head.hashCode();
  }
}
