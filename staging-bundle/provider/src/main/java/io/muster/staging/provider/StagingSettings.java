package io.muster.staging.provider;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import io.muster.settings.SettingsReport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PID io.muster.staging, read and checked.
 *
 * @param limits of the bench
 * @param directory where the file is; empty: entries are not stored
 * @param fileInterval between writes, at least
 * @param callbackThreads how many
 * @param report what was wrong
 */
record StagingSettings(
    Limits limits,
    Optional<Path> directory,
    Duration fileInterval,
    int callbackThreads,
    SettingsReport report) {
  static final String PID = "io.muster.staging";

  private static final List<String> EXPIRY = List.of("lan=10", "bt=30");
  private static final long MEBIBYTE = 1 << 20;
  private static final long MAX_EXPIRY_S = 86_400;

  /** {@code data} is where relative paths start, or null. */
  static StagingSettings of(Map<String, ?> properties, String data) {
    Settings settings = Settings.of(PID, properties);
    Limits limits = limits(settings);
    Optional<Path> directory = directory(settings, data);
    Duration interval =
        settings.duration(
            "file.interval.s", Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofHours(1));
    int threads = settings.integer("callback.threads", 8, 1, 64);
    return new StagingSettings(limits, directory, interval, threads, settings.report());
  }

  private static Limits limits(Settings settings) {
    int entries = settings.integer("entries.max", 65_536, 1, 1_000_000);
    long bytes = settings.number("data.max.bytes", 64 * MEBIBYTE, MEBIBYTE, 1_024 * MEBIBYTE);
    int most = settings.integer("source.max.percent", 50, 1, 100);
    int share = settings.integer("source.share.percent", 10, 1, 100);
    return new Limits(entries, bytes, part(entries, most), part(entries, share), expiry(settings));
  }

  private static int part(int entries, int percent) {
    return Math.max(1, (int) ((long) entries * percent / 100));
  }

  private static Map<String, Duration> expiry(Settings settings) {
    Map<String, Duration> expiry = new TreeMap<>();
    for (String item : settings.texts("expiry.s", EXPIRY)) {
      int at = item.lastIndexOf('=');
      long seconds = at < 1 ? 0 : seconds(item.substring(at + 1).strip());
      if (seconds == 0) {
        settings.add(
            Severity.WARN,
            "expiry.s",
            "'" + item + "' is not used: expected type=seconds with 1 to " + MAX_EXPIRY_S);
      } else {
        expiry.put(item.substring(0, at).strip(), Duration.ofSeconds(seconds));
      }
    }
    return expiry;
  }

  /** 0 if it is no number in the range. */
  private static long seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      return seconds > MAX_EXPIRY_S ? 0 : Math.max(0, seconds);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Optional<Path> directory(Settings settings, String data) {
    String text = settings.text("directory", "staging");
    try {
      Path path = Path.of(text.isEmpty() ? "staging" : text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
      if (data != null && !data.isBlank()) {
        return Optional.of(Path.of(data).resolve(path));
      }
      settings.add(
          Severity.WARN,
          "directory",
          "expected an absolute path, because the framework property muster.data is not set;"
              + " a restart loses what is staged");
    } catch (InvalidPathException e) {
      settings.add(
          Severity.WARN,
          "directory",
          "expected a path (" + e.getReason() + "); a restart loses what is staged");
    }
    return Optional.empty();
  }
}
