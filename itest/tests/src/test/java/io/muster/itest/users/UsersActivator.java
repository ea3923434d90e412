package io.muster.itest.users;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedHandler;
import io.muster.events.EventHandler;
import io.muster.events.EventOptions;
import io.muster.events.EventServer;
import io.muster.peer.MusterException;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Users inside of a framework who do with events what a test says. */
public final class UsersActivator implements BundleActivator {
  private static final int PATIENCE_S = 60;

  private final List<Acknowledgement> kept = new CopyOnWriteArrayList<>();
  private final AtomicInteger learned = new AtomicInteger();
  private BundleContext context;

  @Override
  public void start(BundleContext bundleContext) {
    context = bundleContext;
    Function<String, String> users = this::run;
    context.registerService(
        Function.class, users, FrameworkUtil.asDictionary(Map.of("muster.users", "true")));
  }

  @Override
  public void stop(BundleContext bundleContext) {
    // the framework takes the services back
  }

  private String run(String command) {
    String[] words = command.split("\n");
    try {
      return switch (words[0]) {
        case "serve" -> serve(words[1]);
        case "handle" -> handle(words[1], words[2], words[3]);
        case "silent" -> register(EventHandler.class, (event, ack) -> kept.add(ack), words[1]);
        case "learned" -> String.valueOf(learned.get());
        case "add" -> add(words);
        case "flood" -> flood(words[1], PeerKey.parse(words[2]), Integer.parseInt(words[3]));
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (Exception e) {
      throw new IllegalStateException(e.toString()); // a text: no class of ours leaves the bundle
    }
  }

  private String serve(String topic) {
    ConsumedHandler handler =
        (client, event, ack) -> {
          learned.incrementAndGet();
          ack.consumed();
        };
    return register(ConsumedHandler.class, handler, topic);
  }

  /** Events of type {@code good} are consumed with a result, others rejected with a reason. */
  private String handle(String topic, String result, String reason) {
    EventHandler handler =
        (event, ack) -> {
          if (event.json().contains("good")) {
            ack.consumed("\"" + result + "\"");
          } else {
            ack.reject(reason);
          }
        };
    return register(EventHandler.class, handler, topic);
  }

  private <S> String register(Class<S> type, S service, String topic) {
    context.registerService(
        type, service, FrameworkUtil.asDictionary(Map.of("muster.topic", topic)));
    return "registered";
  }

  private String add(String... words) throws Exception {
    EventOptions options = EventOptions.defaults().withType(words[4]).withDedupeKey(words[5]);
    return server(words[1])
        .addEvent(PeerKey.parse(words[2]), words[3], options)
        .toCompletableFuture()
        .get(PATIENCE_S, TimeUnit.SECONDS)
        .toString();
  }

  /** Adds events of so many bytes until one is refused; says how many, and why it ended. */
  private String flood(String topic, PeerKey user, int bytes) throws Exception {
    String json = "\"" + "x".repeat(bytes - 2) + "\"";
    EventServer server = server(topic);
    for (int i = 0; ; i++) {
      try {
        server.addEvent(user, json).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        String retryable = e.getCause() instanceof MusterException m ? " " + m.isRetryable() : "";
        return i + retryable + " " + e.getCause().getMessage();
      }
    }
  }

  private EventServer server(String topic) throws InvalidSyntaxException {
    ServiceReference<EventServer> found =
        context
            .getServiceReferences(EventServer.class, "(muster.topic=" + topic + ")")
            .iterator()
            .next();
    return context.getService(found); // until the framework ends
  }
}
