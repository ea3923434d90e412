package io.muster.events.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.muster.events.TopicStatus;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code muster:events}: the topics of this node. */
@Component(
    service = EventsCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=events"})
public final class EventsCommands {
  private static final String USAGE =
      "muster:events [--json]: shows the topics that are configured here. Example: muster:events";
  private static final String ROW = "%-20s %-7s %8s %10s %7s %9s %8s %8s %10s %5s%n";

  private final TopicListComponent topics;

  /** Called by Declarative Services. */
  @Activate
  public EventsCommands(@Reference(name = "topics") TopicListComponent topics) {
    this.topics = topics;
  }

  /**
   * Lists the topics.
   *
   * @param arguments nothing, or {@code --json}
   * @return a table, or one JSON document
   */
  public String events(String... arguments) {
    boolean json = JsonOption.isWanted(List.of(arguments), USAGE);
    List<TopicComponent> all = topics.configured();
    return json ? json(all) : table(all);
  }

  private static String role(TopicComponent component) {
    return component.settings().isServer() ? "server" : "client";
  }

  private static Optional<TopicStatus> status(TopicComponent component) {
    return component.topic().service().map(TopicService::status);
  }

  private static String table(List<TopicComponent> topics) {
    StringBuilder text =
        new StringBuilder(
            ROW.formatted(
                "TOPIC",
                "ROLE",
                "MEMBERS",
                "CONNECTED",
                "FEEDS",
                "ENTRIES",
                "BODIES",
                "WAITING",
                "UNSETTLED",
                "DEAD"));
    for (TopicComponent component : topics) {
      String name = component.settings().topic();
      Optional<TopicStatus> status = status(component);
      if (status.isEmpty()) {
        text.append(
            "%-20s %-7s not open: %s%n"
                .formatted(name, role(component), component.topic().whyClosed()));
      } else {
        text.append(row(name, role(component), status.get()));
      }
    }
    return text.toString().stripTrailing();
  }

  private static String row(String name, String role, TopicStatus s) {
    return ROW.formatted(
        name,
        role,
        s.members(),
        s.connected(),
        s.feeds(),
        s.entries(),
        s.bodies(),
        s.waiting(),
        s.unsettled(),
        s.deadLetters());
  }

  private static String json(List<TopicComponent> topics) {
    JsonArray all = new JsonArray();
    for (TopicComponent component : topics) {
      JsonObject one = new JsonObject();
      one.addProperty("topic", component.settings().topic());
      one.addProperty("role", role(component));
      Optional<TopicStatus> status = status(component);
      one.addProperty("open", status.isPresent());
      if (status.isEmpty()) {
        one.addProperty("why", component.topic().whyClosed());
      }
      status.ifPresent(s -> add(one, s));
      all.add(one);
    }
    return all.toString();
  }

  private static void add(JsonObject to, TopicStatus s) {
    to.addProperty("members", s.members());
    to.addProperty("connected", s.connected());
    to.addProperty("feeds", s.feeds());
    to.addProperty("entries", s.entries());
    to.addProperty("bodies", s.bodies());
    to.addProperty("waiting", s.waiting());
    to.addProperty("unsettled", s.unsettled());
    to.addProperty("deadLetters", s.deadLetters());
    to.addProperty("quotaPercent", s.quotaPercent());
  }
}
