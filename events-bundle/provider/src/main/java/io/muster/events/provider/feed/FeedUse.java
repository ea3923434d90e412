package io.muster.events.provider.feed;

/**
 * What feeds take on disk.
 *
 * @param bytes of their batches
 * @param entries in them
 */
public record FeedUse(long bytes, long entries) {
  static final FeedUse NONE = new FeedUse(0, 0);

  FeedUse plus(FeedUse other) {
    return new FeedUse(bytes + other.bytes, entries + other.entries);
  }

  FeedUse minus(FeedUse other) {
    return new FeedUse(bytes - other.bytes, entries - other.entries);
  }
}
