package io.muster.hub.provider;

import io.muster.hub.provider.machine.Limits;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of PID io.muster.hub that the machine obeys. */
final class LimitSettings {
  private static final int MAX_SLOTS = 4096;
  private static final Pattern SLOTS = Pattern.compile("([A-Za-z0-9._-]{1,64})=([0-9]{1,4})");

  private LimitSettings() {}

  static Limits of(Settings settings) {
    return new Limits(water(settings), pace(settings), hubLimits(settings), manners(settings));
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
        HubSettings.seconds(settings, "dial.timeout.s", 10, 1, 300),
        base,
        HubSettings.seconds(settings, "backoff.max.s", 300, 1, 86_400),
        HubSettings.seconds(settings, "dwell.s", 120, 10, 86_400),
        HubSettings.seconds(settings, "stable.s", 10, 1, 3_600),
        settings.integer("fade.failures", 8, 1, 1_000));
  }

  private static Limits.Hubs hubLimits(Settings settings) {
    return new Limits.Hubs(
        HubSettings.seconds(settings, "announce.interval.s", 30, 5, 3_600),
        settings.number("hub.backoff.base.ms", 1_000, 100, 60_000),
        HubSettings.seconds(settings, "hub.backoff.max.s", 60, 1, 3_600),
        settings.integer("hubs.max", 16, 1, 64),
        settings.integer("hub.peers.max", 1_000, 1, 10_000));
  }

  private static Limits.Manners manners(Settings settings) {
    return new Limits.Manners(
        settings.number("dial.lead.ms", 1_000, 100, 10_000),
        HubSettings.seconds(settings, "dial.favour.s", 10, 1, 3_600),
        settings.integer("breach.failures", 6, 1, 30),
        HubSettings.seconds(settings, "remember.s", 600, 10, 86_400),
        HubSettings.seconds(settings, "fade.rest.s", 3_600, 60, 604_800),
        settings.number("backoff.others.base.ms", 10_000, 100, 600_000),
        settings.integer("dial.misses", 4, 1, 1_000),
        HubSettings.seconds(settings, "dial.calm.s", 5, 1, 600));
  }
}
