package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import java.util.List;

/**
 * Opens a feed; always its first entry, never elsewhere.
 *
 * @param key whose feed it is
 * @param run which run of that key
 * @param topicId which topic
 * @param createdAt by the writer's clock, ms since 1970
 * @param ordinal orders the feeds of one key; equal ones by feed
 * @param previous the earlier feeds of the key as far as the writer knew them
 * @param tail of later versions
 */
public record Genesis(
    PeerKey key,
    RunId run,
    Hash topicId,
    long createdAt,
    long ordinal,
    List<FeedHead> previous,
    Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 1;

  /** Most earlier feeds that are named. */
  public static final int MAX_PREVIOUS = 512;

  /** Copies the list. */
  public Genesis {
    previous = List.copyOf(previous);
  }

  static Genesis read(FieldReader in) {
    return new Genesis(
        in.key(), in.run(), in.hash(), in.time(), in.time(), in.heads(MAX_PREVIOUS), in.tail());
  }

  /** Returns the name of the feed that begins so. */
  public FeedId feedId() {
    return FeedId.of(topicId, key, run);
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.key(key).run(run).hash(topicId).time(createdAt).time(ordinal).heads(previous);
  }
}
