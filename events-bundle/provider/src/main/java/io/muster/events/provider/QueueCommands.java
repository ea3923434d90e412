package io.muster.events.provider;

import io.muster.events.DeadLetter;
import io.muster.events.EventId;
import io.muster.events.Topic;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code muster:queue}: what waits, and dead letters. */
@Component(
    service = QueueCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=queue"})
public final class QueueCommands {
  private static final long PATIENCE_S = 60;

  private final TopicListComponent topics;

  /** Called by Declarative Services. */
  @Activate
  public QueueCommands(@Reference(name = "topics") TopicListComponent topics) {
    this.topics = topics;
  }

  /**
   * Shows what waits in the lanes of the topics, and dead letters; or replays or drops these.
   *
   * @param arguments see {@link QueueArguments#USAGE}
   * @return a table, one JSON document, or what was done
   */
  public String queue(String... arguments) {
    QueueArguments asked = QueueArguments.of(arguments);
    List<TopicComponent> named =
        topics.configured().stream()
            .filter(c -> asked.topic().map(c.settings().topic()::equals).orElse(true))
            .toList();
    if (named.isEmpty() && asked.topic().isPresent()) {
      throw new IllegalArgumentException(
          "No topic " + asked.topic().get() + " is configured here; see muster:events");
    }
    if (asked.replay().isPresent()) {
      return each(named, asked.replay().get(), QueueCommands::replay);
    }
    if (asked.drop().isPresent()) {
      return each(named, asked.drop().get(), QueueCommands::drop);
    }
    if (asked.skip().isPresent()) {
      return skip(named, asked.skip().get());
    }
    QueueView view = new QueueView(asked.rows());
    named.forEach(component -> show(view, component, asked.user()));
    return asked.json() ? view.json() : view.table();
  }

  private static void show(QueueView view, TopicComponent component, Optional<PeerKey> user) {
    Optional<TopicService> service = component.topic().service();
    if (service.isEmpty()) {
      view.closed(component.settings().topic(), component.topic().whyClosed());
    } else {
      view.add(
          component.settings(),
          component.durability(),
          service.get().queue(user, view.limit()),
          service.get().deadLetters(Optional.empty(), view.limit()));
    }
  }

  private static String each(
      List<TopicComponent> topics, String which, BiFunction<TopicService, EventId, String> deed) {
    List<String> done = new ArrayList<>();
    for (TopicComponent component : topics) {
      component
          .topic()
          .service()
          .ifPresent(
              service -> letters(service, which).forEach(id -> done.add(deed.apply(service, id))));
    }
    return done.isEmpty() ? "No dead letter " + which + " is here" : String.join("\n", done);
  }

  private static List<EventId> letters(TopicService service, String which) {
    List<EventId> all = new ArrayList<>();
    Optional<EventId> last = Optional.empty();
    do {
      List<DeadLetter> page = service.deadLetters(last, Topic.MAX_DEAD_LETTERS);
      page.forEach(letter -> all.add(letter.id()));
      last = page.size() < Topic.MAX_DEAD_LETTERS ? Optional.empty() : last(page);
    } while (last.isPresent());
    return which.equals("all") ? all : all.stream().filter(EventId.parse(which)::equals).toList();
  }

  private static Optional<EventId> last(List<DeadLetter> page) {
    return Optional.of(page.get(page.size() - 1).id());
  }

  private static String replay(TopicService service, EventId id) {
    try {
      return id + (await(service.replayDeadLetter(id)) ? " is done" : " failed again and stays");
    } catch (IllegalStateException e) {
      return id + ": " + e.getMessage();
    }
  }

  private static String drop(TopicService service, EventId id) {
    await(service.dropDeadLetter(id));
    return id + " is dropped";
  }

  private static String skip(List<TopicComponent> topics, EventId id) {
    List<String> why = new ArrayList<>();
    for (TopicComponent component : topics) {
      Optional<TopicService> service = component.topic().service();
      if (service.isPresent() && service.get() instanceof ClientService client) {
        try {
          await(client.skip(id));
          return id + " is skipped and a dead letter now";
        } catch (IllegalStateException e) {
          why.add(e.getMessage());
        }
      }
    }
    return why.isEmpty() ? "No client's topic is open here" : String.join("\n", why);
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the handler has not answered yet; it goes on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
