package io.muster.hub.provider;

import io.muster.hub.provider.machine.Limits;
import io.muster.hub.provider.mux.Multiplexer.Patience;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import io.muster.settings.SettingsReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * PID io.muster.hub, read and checked.
 *
 * @param limits of the scheduler
 * @param watch when a peer, a link or this node is thought to be gone
 * @param hubs which hubs to use
 * @param network how this node announces itself
 * @param callbackThreads how many
 * @param report what was wrong
 */
record HubSettings(
    Limits limits,
    Watch watch,
    Hubs hubs,
    Network network,
    int callbackThreads,
    SettingsReport report) {
  static final String PID = "io.muster.hub";

  private static final int MAX_KEY = 1024;

  /** Canonical addresses of hubs, and whether those that peers' addresses name are used too. */
  record Hubs(Set<URI> named, boolean learn) {}

  /**
   * When something is thought to be gone.
   *
   * @param patience with peers on a link
   * @param slept a timer that is so late, in milliseconds, means that the node has slept
   * @param probe within which a probed peer must answer, in milliseconds
   * @param silentLinks accepted links that have not become connections yet, at most
   */
  record Watch(Patience patience, long slept, long probe, int silentLinks) {}

  /**
   * How this node announces itself: in which network, and for how long an announcement is good; and
   * how many signatures of others it checks in a second at one hub.
   */
  record Network(String key, Duration timeToLive, int signatures) {}

  static HubSettings of(Map<String, ?> properties) {
    Settings settings = Settings.of(PID, properties);
    Limits limits = LimitSettings.of(settings);
    Watch watch = watch(settings);
    Hubs hubs = new Hubs(hubs(settings), settings.flag("hubs.learn", false));
    Network network = network(settings, limits.hubs().announceInterval());
    int threads = settings.integer("callback.threads", 16, 2, 256);
    return new HubSettings(limits, watch, hubs, network, threads, settings.report());
  }

  private static Watch watch(Settings settings) {
    return new Watch(
        patience(settings),
        seconds(settings, "wake.s", 30, 2, 3_600),
        seconds(settings, "probe.s", 5, 1, 60),
        settings.integer("links.silent.max", 256, 1, 4_096));
  }

  private static Patience patience(Settings settings) {
    long ping = seconds(settings, "ping.interval.s", 10, 1, 300);
    long dead = seconds(settings, "ping.dead.s", 30, 2, 900);
    if (dead <= ping) {
      settings.add(
          Severity.WARN,
          "ping.dead.s",
          "must be above ping.interval.s, or every connection would be taken for dead; three"
              + " times that is used");
      dead = 3 * ping;
    }
    return new Patience(seconds(settings, "hello.timeout.s", 10, 1, 60), ping, dead);
  }

  private static Set<URI> hubs(Settings settings) {
    Set<URI> hubs = new LinkedHashSet<>();
    List<String> refused = new ArrayList<>();
    for (String text : settings.texts("hubs", List.of())) {
      try {
        hubs.add(HubAddress.canonical(text));
      } catch (IllegalArgumentException e) {
        refused.add(e.getMessage());
      }
    }
    refused.forEach(problem -> settings.add(Severity.WARN, "hubs", problem + "; it is not used"));
    return hubs;
  }

  private static Network network(Settings settings, long interval) {
    String key =
        settings.parsed("network.key", "open", "1 to 1024 characters", HubSettings::networkKey);
    long ttl = seconds(settings, "announce.ttl.s", 100, 10, 10_800);
    if (ttl <= interval) {
      settings.add(
          Severity.WARN,
          "announce.ttl.s",
          "must be above announce.interval.s, or this node would fade out between announcements;"
              + " three times that is used");
      ttl = 3 * interval;
    }
    return new Network(
        key, Duration.ofMillis(ttl), settings.integer("hub.signatures.max", 200, 1, 10_000));
  }

  private static String networkKey(String text) {
    if (text.isEmpty() || text.length() > MAX_KEY) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  static long seconds(Settings settings, String key, long ifAbsent, long min, long max) {
    return settings
        .duration(
            key, Duration.ofSeconds(ifAbsent), Duration.ofSeconds(min), Duration.ofSeconds(max))
        .toMillis();
  }
}
