package io.muster.events.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.muster.events.EventId;
import io.muster.events.EventServer;
import io.muster.events.RecoveryStatus;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The command {@code muster:recovery}: what servers get back that have lost their disk. */
@Component(
    service = RecoveryCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=recovery"})
public final class RecoveryCommands {
  private static final String USAGE =
      "muster:recovery [--json] | --end TOPIC | --lost TOPIC EVENT: shows which servers wait for"
          + " members to give back what a lost disk held, ends that, or cancels an event whose"
          + " payload nobody has. Example: muster:recovery --end orders";
  private static final String ROW = "%-20s %-24s %8s %6s %8s %14s%n";
  private static final long PATIENCE_S = 10;

  private final List<EventServer> servers = new CopyOnWriteArrayList<>();

  @Reference(
      name = "servers",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindServer(EventServer server) {
    servers.add(server);
  }

  void unbindServer(EventServer server) {
    servers.remove(server);
  }

  /**
   * Shows how far servers are, or ends recovering.
   *
   * @param arguments nothing, {@code --json}, {@code --end} and a topic, or {@code --lost}, a topic
   *     and an event
   * @return a table, one JSON document, or what was done
   */
  public String recovery(String... arguments) {
    List<String> given = List.of(arguments);
    if (given.size() == 2 && given.get(0).equals("--end")) {
      return end(given.get(1));
    }
    if (given.size() == 3 && given.get(0).equals("--lost")) {
      return lost(given.get(1), EventId.parse(given.get(2)));
    }
    boolean json = JsonOption.isWanted(given, USAGE);
    List<EventServer> sorted =
        servers.stream().sorted(Comparator.comparing(EventServer::topic)).toList();
    return json ? json(sorted) : table(sorted);
  }

  private EventServer server(String topic) {
    return servers.stream()
        .filter(candidate -> candidate.topic().equals(topic))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No server of topic " + topic));
  }

  private String end(String topic) {
    await(server(topic).endRecovery());
    return topic + " does not wait for its members any more";
  }

  private String lost(String topic, EventId id) {
    return await(server(topic).declareLost(id))
        ? "Event " + id + " is cancelled"
        : "Event " + id + " does not wait, or its payload is here: nothing was done";
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The topic does not answer; try again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static String since(RecoveryStatus status) {
    return status.since().map(Object::toString).orElse("-");
  }

  private static String table(List<EventServer> servers) {
    StringBuilder text =
        new StringBuilder(
            ROW.formatted(
                "TOPIC", "RECOVERING SINCE", "EXPECTED", "HEARD", "EVENTS", "WITHOUT BODY"));
    for (EventServer server : servers) {
      RecoveryStatus s = server.recovery();
      text.append(
          ROW.formatted(
              server.topic(),
              since(s),
              s.expected(),
              s.heard(),
              s.found(),
              s.missingBodies().size()));
    }
    return text.toString().stripTrailing();
  }

  private static String json(List<EventServer> servers) {
    JsonArray all = new JsonArray();
    for (EventServer server : servers) {
      RecoveryStatus s = server.recovery();
      JsonObject one = new JsonObject();
      one.addProperty("topic", server.topic());
      one.addProperty("recovering", s.isRecovering());
      s.since().ifPresent(since -> one.addProperty("since", since.toString()));
      one.addProperty("expected", s.expected());
      one.addProperty("heard", s.heard());
      one.addProperty("found", s.found());
      JsonArray missing = new JsonArray();
      s.missingBodies().forEach(id -> missing.add(id.toString()));
      one.add("missingBodies", missing);
      all.add(one);
    }
    return all.toString();
  }
}
