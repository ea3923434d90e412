package io.muster.events.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.muster.events.DeadLetter;
import io.muster.events.EventId;
import java.util.List;

/** Lanes and dead letters as tables for people and as one JSON document. */
final class QueueView {
  private static final String LANE = "%-20s %-6s %-44s %-12s %8s %9s %8s %8s %8s %s%n";
  private static final String LETTER = "%-20s %-32s %-44s %8s %-24s %s%n";

  private final int limit;
  private final StringBuilder lanes = new StringBuilder();
  private final StringBuilder letters = new StringBuilder();
  private final JsonArray topics = new JsonArray();

  QueueView(int limit) {
    this.limit = limit;
    lanes.append(
        LANE.formatted(
            "TOPIC",
            "ROLE",
            "USER",
            "HEAD",
            "BACKLOG",
            "UNSETTLED",
            "ATTEMPTS",
            "LAG",
            "REPLICAS",
            "DURABLE"));
  }

  int limit() {
    return limit;
  }

  void closed(String topic, String why) {
    lanes.append("%-20s not open: %s%n".formatted(topic, why));
    JsonObject one = new JsonObject();
    one.addProperty("topic", topic);
    one.addProperty("open", false);
    one.addProperty("why", why);
    topics.add(one);
  }

  void add(
      TopicSettings topic, String durability, TopicService.Queue queue, List<DeadLetter> dead) {
    JsonObject one = new JsonObject();
    one.addProperty("topic", topic.topic());
    one.addProperty("open", true);
    one.addProperty("role", role(topic));
    one.addProperty("durable", durability.equals("fsync"));
    one.addProperty("threadsLost", queue.threadsLost());
    one.addProperty("answersIgnored", queue.answersIgnored());
    JsonArray flying = new JsonArray();
    queue.inFlight().stream().map(EventId::toString).forEach(flying::add);
    one.add("inFlight", flying);
    JsonArray rows = new JsonArray();
    queue.rows().forEach(row -> rows.add(lane(topic, durability, row)));
    one.add("lanes", rows);
    JsonArray given = new JsonArray();
    dead.forEach(letter -> given.add(letter(topic.topic(), letter)));
    one.add("deadLetters", given);
    topics.add(one);
  }

  private static String role(TopicSettings topic) {
    return topic.isServer() ? "server" : "client";
  }

  private JsonObject lane(TopicSettings topic, String durability, QueueRow row) {
    lanes.append(
        LANE.formatted(
            topic.topic(),
            role(topic),
            row.user(),
            row.state(),
            row.backlog(),
            row.unsettled(),
            row.attempts(),
            row.lagMs() / 1_000 + " s",
            topic.isServer() ? row.replicas() : "-",
            durability.equals("fsync") ? "yes" : "no"));
    JsonObject one = new JsonObject();
    one.addProperty("user", row.user().toString());
    row.head().ifPresent(id -> one.addProperty("head", id.toString()));
    one.addProperty("state", row.state().name());
    one.addProperty("attempts", row.attempts());
    one.addProperty("backlog", row.backlog());
    one.addProperty("unsettled", row.unsettled());
    one.addProperty("lagMs", row.lagMs());
    if (topic.isServer()) {
      one.addProperty("replicas", row.replicas());
    }
    return one;
  }

  private JsonObject letter(String topic, DeadLetter letter) {
    letters.append(
        LETTER.formatted(
            topic,
            letter.id(),
            letter.user(),
            letter.attempts(),
            letter.diedAt(),
            letter.reason().replaceAll("\\p{Cntrl}", " ")));
    JsonObject one = new JsonObject();
    one.addProperty("id", letter.id().toString());
    one.addProperty("user", letter.user().toString());
    one.addProperty("attempts", letter.attempts());
    one.addProperty("reason", letter.reason());
    one.addProperty("createdAt", letter.createdAt().toString());
    one.addProperty("diedAt", letter.diedAt().toString());
    one.addProperty("expiresAt", letter.expiresAt().toString());
    one.addProperty("bytes", letter.bytes());
    return one;
  }

  String table() {
    if (letters.length() > 0) {
      lanes.append(
          "%n".formatted()
              + LETTER.formatted("DEAD LETTER OF", "EVENT", "USER", "ATTEMPTS", "DIED", "WHY")
              + letters);
    }
    return lanes.toString().stripTrailing();
  }

  String json() {
    return topics.toString();
  }
}
