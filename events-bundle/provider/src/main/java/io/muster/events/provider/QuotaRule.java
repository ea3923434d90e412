package io.muster.events.provider;

import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.feed.FeedUse;
import io.muster.peer.PeerKey;

/**
 * What a node may still write: its own quota first, of which a third is left for what must be
 * written in any case, such as SETTLED, TRIM and copies. Confined to the topic's thread.
 */
final class QuotaRule {
  private static final int GUESS = 256;

  private final TopicCore core;

  QuotaRule(TopicCore core) {
    this.core = core;
  }

  /** Says whether another receipt or event may be written. */
  boolean hasRoom() {
    Quotas quotas = core.state().roster().quotas(core.self());
    FeedUse use = core.feeds().use(core.self());
    long waiting = core.writer().waiting();
    return 3 * (use.bytes() + waiting * GUESS) < 2 * quotas.bytes()
        && 3 * (use.entries() + waiting) < 2 * quotas.entries();
  }

  /** Returns how much is used of what may be used before {@link #hasRoom} says no, in percent. */
  int percentUsed() {
    Quotas quotas = core.state().roster().quotas(core.self());
    FeedUse use = core.feeds().use(core.self());
    double bytes = 1.5 * use.bytes() / Math.max(1, quotas.bytes());
    double entries = 1.5 * use.entries() / Math.max(1, quotas.entries());
    return (int) Math.min(1_000, Math.round(100 * Math.max(bytes, entries)));
  }

  /** Throws QUOTA if an event does not fit the topic or its user's lane. */
  void require(PeerKey user, int length, LaneLoad load) {
    Quotas quotas = core.state().roster().topicQuotas();
    if (load.events(user) >= quotas.laneEvents()) {
      throw Failures.quota(
          "the lane of " + user + " holds " + load.events(user) + " events, its limit");
    }
    if (load.bytes(user) + length > quotas.laneBytes()) {
      throw Failures.quota(
          "the lane of " + user + " holds " + load.bytes(user) + " bytes of " + quotas.laneBytes());
    }
    if (load.bytes() + length > quotas.bodyBytes()) {
      throw Failures.quota(
          "all lanes hold "
              + load.bytes()
              + " bytes of "
              + quotas.bodyBytes()
              + ", bodies.max.mib");
    }
    if (!hasRoom()) {
      throw Failures.quota(
          "the server's feeds have used two thirds of feeds.max.mib or feeds.max.entries");
    }
  }
}
