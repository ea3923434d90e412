package io.muster.events.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.muster.events.ForkReport;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code muster:forks}: keys that have written two histories. */
@Component(
    service = ForkCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=forks"})
public final class ForkCommands {
  private static final String USAGE =
      "muster:forks [--json]: shows keys that have written two histories of one feed, because a copy"
          + " of their node runs or their holder cheats. Example: muster:forks";
  private static final String ROW = "%-20s %-46s %-12s %10s %6s%n";

  private final TopicListComponent topics;

  /** A fork and the topic where it is. */
  private record Found(String topic, ForkReport fork) {}

  /** Called by Declarative Services. */
  @Activate
  public ForkCommands(@Reference(name = "topics") TopicListComponent topics) {
    this.topics = topics;
  }

  /**
   * Lists the forks that are proven.
   *
   * @param arguments nothing, or {@code --json}
   * @return a table, or one JSON document
   */
  public String forks(String... arguments) {
    boolean json = JsonOption.isWanted(List.of(arguments), USAGE);
    List<Found> all =
        topics.configured().stream()
            .flatMap(component -> component.topic().service().stream())
            .flatMap(topic -> topic.forks().stream().map(fork -> new Found(topic.topic(), fork)))
            .sorted(Comparator.comparing(Found::topic).thenComparing(found -> found.fork().feed()))
            .toList();
    return json ? json(all) : table(all);
  }

  private static String table(List<Found> all) {
    if (all.isEmpty()) {
      return "No key has written two histories, as far as this node knows";
    }
    StringBuilder text =
        new StringBuilder(ROW.formatted("TOPIC", "KEY", "FEED", "SAME UP TO", "HEADS"));
    for (Found found : all) {
      ForkReport fork = found.fork();
      text.append(
          ROW.formatted(found.topic(), fork.key(), fork.feed(), fork.point(), fork.heads()));
    }
    return text.append("End the copy of the node, or remove the key from the topic").toString();
  }

  private static String json(List<Found> all) {
    JsonArray array = new JsonArray();
    for (Found found : all) {
      JsonObject one = new JsonObject();
      one.addProperty("topic", found.topic());
      one.addProperty("key", found.fork().key().toString());
      one.addProperty("feed", found.fork().feed());
      one.addProperty("point", found.fork().point());
      one.addProperty("heads", found.fork().heads());
      array.add(one);
    }
    return array.toString();
  }
}
