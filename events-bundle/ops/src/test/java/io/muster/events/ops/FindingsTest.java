package io.muster.events.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventClient;
import io.muster.events.EventServer;
import io.muster.events.EventsException;
import io.muster.events.ForkReport;
import io.muster.events.RecoveryStatus;
import io.muster.events.Topic;
import io.muster.events.TopicStatus;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreUsage;
import io.muster.peer.PeerKey;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

/** What the health checks make of what they see. */
class FindingsTest {
  private static final PeerKey SERVER =
      PeerKey.parse("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  private static final PeerKey USER = PeerKey.parse("PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=");
  private static final TopicStatus WELL = new TopicStatus(2, 1, 2, 10, 1, 1, 0, 0, 0);

  private final Map<String, Object> answers =
      new HashMap<>(
          Map.of(
              "topic",
              "orders",
              "server",
              SERVER,
              "self",
              SERVER,
              "status",
              WELL,
              "forks",
              List.of(),
              "recovery",
              recovery(Optional.empty(), 3)));

  private static RecoveryStatus recovery(Optional<Instant> since, int expected) {
    return new RecoveryStatus(since, expected, 1, 10, List.of());
  }

  private <T> T service(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            FindingsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> {
              Object answer = answers.get(method.getName());
              if (answer instanceof Throwable failure) {
                throw failure;
              }
              return answer;
            }));
  }

  private List<Finding> topics(Class<? extends Topic> type) {
    return TopicFindings.of(Map.of("orders", "server"), List.of(service(type)));
  }

  private void only(Status status, String part, List<Finding> findings) {
    assertEquals(List.of(status), findings.stream().map(Finding::status).toList());
    String text = findings.get(0).text();
    assertTrue(text.contains(part), text);
    assertEquals(status != Status.OK, text.contains(". fix: "), text);
  }

  private static TopicStatus status(int connected, long dead, int percent) {
    return new TopicStatus(2, connected, 2, 10, 1, 1, 0, dead, percent);
  }

  @Test
  void topicThatIsWellSaysSo() {
    only(Status.OK, "2 members, 1 connected", topics(EventServer.class));
  }

  @Test
  void forkIsCriticalAndNamesTheKey() {
    answers.put("forks", List.of(new ForkReport(USER, "k7f3", 3, 2)));
    only(Status.CRITICAL, USER.toString(), topics(EventServer.class));
  }

  @Test
  void deadLettersRecoveryAndAFullQuotaAreWarnings() {
    answers.put("status", status(1, 3, 0));
    only(Status.WARN, "3 dead letters", topics(EventServer.class));
    answers.put("status", status(1, 0, 51));
    only(Status.WARN, "51 %", topics(EventServer.class));
    answers.put("status", status(1, 0, 50));
    answers.put("recovery", recovery(Optional.of(Instant.EPOCH), 3));
    only(Status.WARN, "1 of 3 members", topics(EventServer.class));
    answers.put("recovery", recovery(Optional.of(Instant.EPOCH), 0));
    only(Status.OK, "2 members", topics(EventServer.class));
  }

  @Test
  void clientWithoutConnectionIsAWarningAndAServerWithoutIsNone() {
    answers.put("status", status(0, 0, 0));
    only(Status.OK, "0 connected", topics(EventServer.class));
    answers.put("self", USER);
    only(Status.WARN, "no member", topics(EventClient.class));
  }

  @Test
  void topicThatIsNotOpenOrDoesNotAnswerIsUnavailable() {
    only(
        Status.TEMPORARILY_UNAVAILABLE,
        "orders is not open here as server",
        TopicFindings.of(Map.of("orders", "server"), List.of()));
    answers.put(
        "status",
        new EventsException(EventsException.Reason.SERVICE_GONE, "closed", "Use another", null));
    only(Status.TEMPORARILY_UNAVAILABLE, "closed", topics(EventServer.class));
    only(Status.OK, "no topic", TopicFindings.of(Map.of(), List.of()));
  }

  private List<Finding> store(StoreUsage usage, String durability) {
    answers.put("usage", usage);
    return StoreFindings.of(service(EventStore.class), durability);
  }

  @Test
  void storeIsWellOrSaysWhatIsNot() {
    StoreUsage usage = StoreUsage.of(10, 5, 1, 0);
    only(Status.OK, "10 bytes", store(usage, "fsync"));
    only(Status.CRITICAL, "full", store(usage.withFull(true), "fsync"));
    only(Status.WARN, "2 damages", store(StoreUsage.of(10, 5, 1, 2), "fsync"));
    only(Status.WARN, "forgets", store(usage, "none"));
  }

  @Test
  void absentStoreIsCriticalAfterAMinute() {
    only(Status.TEMPORARILY_UNAVAILABLE, "yet", StoreFindings.absent(StoreFindings.PATIENCE));
    only(
        Status.CRITICAL,
        "no topic works",
        StoreFindings.absent(StoreFindings.PATIENCE.plus(Duration.ofSeconds(1))));
  }
}
