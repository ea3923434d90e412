package io.muster.events.provider.feed;

import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;

/** The highest times and ordinals seen so far, from which the next are taken. */
public final class NewestTimes {
  private final Map<PeerKey, Long> ordinals = new HashMap<>();
  private long stamp;
  private long created;

  void stamp(long at) {
    stamp = Math.max(stamp, at);
  }

  void created(long at) {
    created = Math.max(created, at);
  }

  void ordinal(PeerKey key, long ordinal) {
    ordinals.merge(key, ordinal, Math::max);
  }

  /** Returns the {@code at} of the server's next statement: max(now, highest seen + 1). */
  public long nextStamp(long now) {
    return Math.max(now, stamp + 1);
  }

  /** Returns the newest {@code createdAt} of the server's events, in ms; 0 if there is none. */
  public long createdAt() {
    return created;
  }

  /** Returns the ordinal of a key's next feed: max(now, highest known + 1). */
  public long nextOrdinal(PeerKey key, long now) {
    return Math.max(now, ordinals.getOrDefault(key, 0L) + 1);
  }
}
