package io.muster.events.provider;

import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.HandlerCalls;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.peer.PeerKey;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import io.muster.settings.SettingsReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What one topic was told.
 *
 * @param topic its name
 * @param server whose it is; empty on the server itself
 * @param onAdd whether adding an event for a stranger admits it
 * @param payloadMax longest payload, in bytes of UTF-8
 * @param handling how handlers are called, and what becomes of what they fail at
 * @param wanted how many members, besides the server, connections are asked for
 * @param limits what the topic may take
 */
record TopicSettings(
    String topic,
    Optional<PeerKey> server,
    boolean onAdd,
    int payloadMax,
    Handling handling,
    int wanted,
    TopicLimits limits) {
  static final String PID = "io.muster.events";
  static final int MAX_PAYLOAD = 1_000_000;
  private static final int MAX_NAME = 128;

  /** What was read, and what was wrong with it; without settings the topic cannot open. */
  record Read(Optional<TopicSettings> settings, SettingsReport report) {}

  /**
   * How handlers are called.
   *
   * @param retry lease and retries
   * @param atMost how many calls at a time, each for another recipient
   * @param window how many events may be unanswered at a time
   * @param deadLetters how much is kept of what was given up
   */
  record Handling(RetryRule retry, int atMost, int window, DeadLetters.Limits deadLetters) {
    static final Handling DEFAULT = of(RetryRule.DEFAULT);

    static Handling of(RetryRule retry) {
      return new Handling(retry, 4, 256, DeadLetters.Limits.DEFAULT);
    }

    HandlerCalls.Limits calls() {
      return new HandlerCalls.Limits(retry.lease(), window);
    }
  }

  /** What another value of needs a topic that is opened anew. */
  record Fixed(String topic, Optional<PeerKey> server, int atMost) {}

  Fixed fixed() {
    return new Fixed(topic, server, handling.atMost());
  }

  RetryRule retry() {
    return handling.retry();
  }

  DeadLetters.Limits deadLetters() {
    return handling.deadLetters();
  }

  boolean isServer() {
    return server.isEmpty();
  }

  static Read read(Map<String, ?> properties) {
    Settings from = Settings.of(PID, properties);
    Optional<String> topic =
        from.required(
            "topic", "a name of 1 to " + MAX_NAME + " characters", TopicSettings::requireName);
    Optional<Boolean> isServer = from.required("role", "server or client", TopicSettings::role);
    Optional<PeerKey> server = serverKey(from, isServer);
    boolean onAdd = from.parsed("admission", true, "on-add or listed", TopicSettings::admission);
    int payload = from.integer("payload.max.bytes", 262_144, 1, MAX_PAYLOAD);
    Handling handling = handling(from);
    int wanted = from.integer("members.wanted", 8, 0, 100);
    TopicLimits limits = TopicLimits.read(from);
    SettingsReport report = from.report();
    if (!from.isUsable()) {
      return new Read(Optional.empty(), report);
    }
    TopicSettings settings =
        new TopicSettings(topic.orElseThrow(), server, onAdd, payload, handling, wanted, limits);
    return new Read(Optional.of(settings), report);
  }

  private static Optional<PeerKey> serverKey(Settings from, Optional<Boolean> isServer) {
    if (isServer.isPresent() && !isServer.get()) {
      return from.required(
          "server.key", "the server's key, as its 'muster:whoami' prints it", PeerKey::parse);
    }
    PeerKey given = from.parsed("server.key", null, "a key", PeerKey::parse);
    if (given != null && isServer.isPresent()) {
      from.add(Severity.WARN, "server.key", "is for role client; a server uses its own key");
    }
    return Optional.empty();
  }

  private static Handling handling(Settings from) {
    Handling d = Handling.DEFAULT;
    int mib = from.integer("dead.letters.mib", (int) (d.deadLetters().bytes() >> 20), 1, 65_536);
    return new Handling(
        retry(from),
        from.integer("handlers.at.most", d.atMost(), 1, 64),
        from.integer("handlers.window", d.window(), 1, 10_000),
        new DeadLetters.Limits(
            from.integer("dead.letters.max", d.deadLetters().letters(), 0, 100_000),
            (long) mib << 20));
  }

  private static RetryRule retry(Settings from) {
    RetryRule d = RetryRule.DEFAULT;
    Duration hour = Duration.ofHours(1);
    return new RetryRule(
        from.duration("handler.lease.s", d.lease(), Duration.ofSeconds(1), hour),
        from.integer("retry.attempts", d.attempts(), 1, 1_000),
        from.duration("retry.first.ms", d.first(), Duration.ofMillis(10), hour),
        from.duration("retry.longest.s", d.most(), Duration.ofSeconds(1), Duration.ofDays(1)));
  }

  private static String requireName(String text) {
    if (text.isBlank() || text.length() > MAX_NAME) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static boolean role(String text) {
    return oneOf(text, "server", "client");
  }

  private static boolean admission(String text) {
    return oneOf(text, "on-add", "listed");
  }

  private static boolean oneOf(String text, String yes, String no) {
    if (!text.equals(yes) && !text.equals(no)) {
      throw new IllegalArgumentException();
    }
    return text.equals(yes);
  }
}
