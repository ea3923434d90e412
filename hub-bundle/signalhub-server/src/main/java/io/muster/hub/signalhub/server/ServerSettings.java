package io.muster.hub.signalhub.server;

import io.muster.settings.Settings;
import java.time.Duration;

/**
 * Limits of the hub.
 *
 * @param path where it is served: {@code /}, or a prefix such as {@code /hub}
 * @param heartbeat a comment is sent to each subscriber so often
 * @param maxSubscribers streams at one time
 * @param maxSubscribersPerAddress streams at one time from one network address
 * @param maxChannels channels of one stream
 * @param maxQueueBytes what may wait for one subscriber; one that is slower is closed
 * @param maxBodyBytes longest message
 * @param maxPendingPosts messages being received at one time
 */
record ServerSettings(
    String path,
    Duration heartbeat,
    int maxSubscribers,
    int maxSubscribersPerAddress,
    int maxChannels,
    int maxQueueBytes,
    int maxBodyBytes,
    int maxPendingPosts) {
  static final String PID = "io.muster.hub.signalhub.server";
  static final ServerSettings DEFAULTS =
      new ServerSettings("/", Duration.ofSeconds(30), 1_000, 256, 16, 262_144, 65_535, 256);

  static ServerSettings read(Settings settings) {
    ServerSettings d = DEFAULTS;
    return new ServerSettings(
        settings.parsed("path", d.path, "/ or a path such as /hub", ServerSettings::path),
        settings.duration("heartbeat.s", d.heartbeat, Duration.ofSeconds(1), d.heartbeat),
        settings.integer("max.subscribers", d.maxSubscribers, 1, 100_000),
        settings.integer("max.subscribers.per.address", d.maxSubscribersPerAddress, 1, 100_000),
        settings.integer("max.channels", d.maxChannels, 1, 256),
        settings.integer("max.queue.bytes", d.maxQueueBytes, 65_600, 16_777_216),
        settings.integer("max.body.bytes", d.maxBodyBytes, 1_024, 65_535),
        settings.integer("max.pending.posts", d.maxPendingPosts, 1, 10_000));
  }

  private static String path(String text) {
    if (!text.matches("/|(/[A-Za-z0-9._-]+)+") || text.contains("/.")) {
      throw new IllegalArgumentException("letters, digits, . _ - between slashes");
    }
    return text;
  }

  /** The path before {@code /v1}, empty for the root. */
  String prefix() {
    return path.equals("/") ? "" : path;
  }
}
