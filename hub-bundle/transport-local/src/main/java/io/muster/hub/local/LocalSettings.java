package io.muster.hub.local;

import io.muster.settings.Settings;
import java.time.Duration;

/** Reads {@link LocalConfig}. */
final class LocalSettings {
  private LocalSettings() {}

  static LocalFaults read(Settings settings) {
    boolean cut = settings.flag("cut", false);
    boolean refuse = settings.flag("refuse", false);
    Duration delay =
        settings.duration("delay.ms", Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1));
    long dropAfter = settings.number("drop.after.messages", 0, 0, Long.MAX_VALUE);
    return new LocalFaults(cut || refuse, cut, delay, dropAfter);
  }
}
