package io.muster.hub.provider;

import io.muster.hub.provider.machine.Limits;
import io.muster.hub.provider.mux.Multiplexer.Patience;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import io.muster.settings.SettingsReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PID io.muster.hub, read and checked.
 *
 * @param limits of the scheduler
 * @param patience with peers
 * @param hubs which hubs to use
 * @param network how this node announces itself
 * @param callbackThreads how many
 * @param report what was wrong
 */
record HubSettings(
    Limits limits,
    Patience patience,
    Hubs hubs,
    Network network,
    int callbackThreads,
    SettingsReport report) {
  static final String PID = "io.muster.hub";

  private static final long HELLO_MILLIS = 10_000;
  private static final int MAX_KEY = 1024;
  private static final int MAX_SLOTS = 4096;
  private static final Pattern SLOTS = Pattern.compile("([A-Za-z0-9._-]{1,64})=([0-9]{1,4})");

  /** Canonical addresses of hubs, and whether those that peers' addresses name are used too. */
  record Hubs(Set<URI> named, boolean learn) {}

  /** How this node announces itself: in which network, and for how long an announcement is good. */
  record Network(String key, Duration timeToLive) {}

  static HubSettings of(Map<String, ?> properties) {
    Settings settings = Settings.of(PID, properties);
    Limits limits = new Limits(water(settings), pace(settings), hubLimits(settings));
    Patience patience = patience(settings);
    Hubs hubs = new Hubs(hubs(settings), settings.flag("hubs.learn", false));
    Network network = network(settings, limits.hubs().announceInterval());
    int threads = settings.integer("callback.threads", 16, 2, 256);
    return new HubSettings(limits, patience, hubs, network, threads, settings.report());
  }

  private static Limits.Water water(Settings settings) {
    Limits.Water defaults = Limits.defaults().water();
    // whoever sets the cap alone has the others follow
    int cap = settings.integer("connections.cap", defaults.cap(), 1, 4096);
    int most = Math.min(defaults.high(), cap);
    int high = settings.integer("connections.high", most, 1, 4096);
    int low = settings.integer("connections.low", Math.min(defaults.low(), high), 0, 4096);
    int quarter = Math.max(1, cap / 4);
    int unknown =
        settings.integer("connections.unknown", Math.min(defaults.unknown(), quarter), 0, 4096);
    if (low > high || high > cap || unknown > cap) {
      settings.add(
          Severity.WARN,
          "connections.cap",
          "needs connections.low <= connections.high <= connections.cap and connections.unknown"
              + " <= connections.cap; the defaults of all four are used");
      return defaults;
    }
    return new Limits.Water(low, high, cap, unknown, slots(settings));
  }

  private static Map<String, Integer> slots(Settings settings) {
    Map<String, Integer> slots = new HashMap<>();
    for (String text : settings.texts("connections.slots", List.of())) {
      Matcher matcher = SLOTS.matcher(text);
      if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= MAX_SLOTS) {
        slots.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
      } else {
        settings.add(
            Severity.WARN,
            "connections.slots",
            "'" + text + "' is not TYPE=N, such as lan=8, with N from 0 to 4096; it is not used");
      }
    }
    return Map.copyOf(slots);
  }

  private static Limits.Pace pace(Settings settings) {
    int dials = settings.integer("dials.max", 8, 1, 64);
    long base = settings.number("backoff.base.ms", 1_000, 100, 60_000);
    return new Limits.Pace(
        dials,
        seconds(settings, "dial.timeout.s", 10, 1, 300),
        base,
        seconds(settings, "backoff.max.s", 300, 1, 86_400),
        seconds(settings, "dwell.s", 120, 10, 86_400),
        Limits.defaults().pace().stable(),
        settings.integer("fade.failures", 8, 1, 1_000));
  }

  private static Limits.Hubs hubLimits(Settings settings) {
    return new Limits.Hubs(
        seconds(settings, "announce.interval.s", 30, 5, 3_600),
        Limits.defaults().hubs().backoffBase(),
        seconds(settings, "hub.backoff.max.s", 60, 1, 3_600),
        settings.integer("hubs.max", 16, 1, 64),
        settings.integer("hub.peers.max", 1_000, 1, 10_000));
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
    return new Patience(HELLO_MILLIS, ping, dead);
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
    return new Network(key, Duration.ofMillis(ttl));
  }

  private static String networkKey(String text) {
    if (text.isEmpty() || text.length() > MAX_KEY) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static long seconds(Settings settings, String key, long ifAbsent, long min, long max) {
    return settings
        .duration(
            key, Duration.ofSeconds(ifAbsent), Duration.ofSeconds(min), Duration.ofSeconds(max))
        .toMillis();
  }
}
