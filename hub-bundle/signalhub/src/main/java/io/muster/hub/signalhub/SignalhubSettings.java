package io.muster.hub.signalhub;

import io.muster.settings.Settings;
import java.time.Duration;

/**
 * Limits of the client.
 *
 * @param timeout for connecting, and for each message to be taken
 * @param liveness after so long without a byte a connection is given up
 * @param maxSessions connections to hubs at the same time
 * @param maxEventBytes longest event that is handed over
 * @param maxPendingPublishes messages waiting to be sent, for each session
 */
record SignalhubSettings(
    Duration timeout,
    Duration liveness,
    int maxSessions,
    int maxEventBytes,
    int maxPendingPublishes) {
  static final String PID = "io.muster.hub.signalhub";

  static SignalhubSettings read(Settings settings) {
    return new SignalhubSettings(
        settings.duration(
            "timeout.s", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(30)),
        settings.duration(
            "liveness.s", Duration.ofSeconds(75), Duration.ofSeconds(35), Duration.ofSeconds(600)),
        settings.integer("max.sessions", 16, 1, 256),
        settings.integer("max.event.bytes", 65_536, 1_024, 65_536),
        settings.integer("max.pending.publishes", 64, 1, 1_024));
  }
}
