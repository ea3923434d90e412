package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of each feed is known to be dead because events were settled. An estimate, kept as
 * entries come: it tells when a feed is worth being looked through.
 */
final class DeadWeight {
  private static final int FRAME = 7;
  private static final int ADD_BYTES = 246 + FRAME;
  private static final int CONSUMED_BYTES = 127 + FRAME;
  private static final int SMALL_BYTES = 98 + FRAME;

  private final Map<FeedId, FeedUse> feeds = new HashMap<>();

  void died(Position at, Entry entry) {
    feeds.merge(at.feed(), new FeedUse(size(entry), 1), FeedUse::plus);
  }

  void died(Outline add) {
    feeds.merge(add.at().feed(), new FeedUse(ADD_BYTES + add.wrapLength(), 1), FeedUse::plus);
  }

  /** An entry was dropped, dead or copied. */
  void gone(Position at, Entry entry) {
    feeds.computeIfPresent(
        at.feed(),
        (feed, use) -> {
          FeedUse rest = use.minus(new FeedUse(size(entry), 1));
          return rest.entries() <= 0 || rest.bytes() <= 0 ? null : rest;
        });
  }

  /** A feed was looked through. */
  void found(FeedId feed, FeedUse dead) {
    feeds.put(feed, dead);
  }

  FeedUse of(FeedId feed) {
    return feeds.getOrDefault(feed, FeedUse.NONE);
  }

  private static int size(Entry entry) {
    if (entry instanceof Add add) {
      return ADD_BYTES + add.wrap().length();
    }
    return entry instanceof Consumed consumed
        ? CONSUMED_BYTES + consumed.result().length()
        : SMALL_BYTES;
  }
}
