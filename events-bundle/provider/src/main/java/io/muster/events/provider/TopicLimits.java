package io.muster.events.provider;

import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.feed.TrimRules;
import io.muster.settings.Settings;
import java.time.Duration;

/**
 * What a topic may take.
 *
 * @param quotas of the topic, which the server signs
 * @param replicaBytes how many bytes of payloads for others this node keeps
 * @param trimming when own feeds are trimmed
 */
record TopicLimits(Quotas quotas, long replicaBytes, TrimRules trimming) {
  static final TopicLimits DEFAULT =
      new TopicLimits(Quotas.OF_A_TOPIC, 1L << 30, TrimRules.DEFAULT);

  private static final int MIB = 20;
  private static final long MAX_MIB = 1L << 20;
  private static final int MAX_EVENTS = 100_000_000;

  static TopicLimits read(Settings from) {
    Quotas d = Quotas.OF_A_TOPIC;
    Quotas quotas =
        new Quotas(
            mib(from, "feeds.max.mib", d.bytes()),
            from.number("feeds.max.entries", d.entries(), 1_000, 1_000_000_000),
            mib(from, "bodies.max.mib", d.bodyBytes()),
            d.body(),
            d.feeds(),
            from.integer("lane.max.events", d.laneEvents(), 1, MAX_EVENTS),
            mib(from, "lane.max.mib", d.laneBytes()),
            from.duration(
                    "event.max.age.s",
                    Duration.ofMillis(d.maxAge()),
                    Duration.ofMinutes(1),
                    Duration.ofDays(3_650))
                .toMillis());
    return new TopicLimits(
        quotas, mib(from, "replica.max.mib", DEFAULT.replicaBytes), TrimRules.DEFAULT);
  }

  private static long mib(Settings from, String key, long ifAbsent) {
    return from.number(key, ifAbsent >> MIB, 1, MAX_MIB) << MIB;
  }
}
