package io.muster.bench.node;

import io.muster.bench.load.Payload;
import io.muster.bench.load.Round;
import io.muster.bench.load.Sender;
import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedHandler;
import io.muster.events.EventServer;
import io.muster.events.MemberOptions;
import io.muster.events.Topic;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** The server's side: adds events as fast as the window lets it, and acknowledges receipts. */
final class ServerLoad implements ConsumedHandler, ControlLoop.Orders, AutoCloseable {
  /** A round, and whether an event is on its way until its receipt is here. */
  private record Current(Round round, boolean untilReceipt) {}

  private final TopicService<EventServer> topic;
  private final ProgressPort progress;
  private final Filler filler = new Filler();
  private volatile Current current = new Current(new Round(-1, 1), true);

  ServerLoad(BundleContext context) throws IOException, InvalidSyntaxException {
    topic = new TopicService<>(context, EventServer.class);
    progress = new ProgressPort(this::handled);
    context.registerService(
        ConsumedHandler.class,
        this,
        FrameworkUtil.asDictionary(Map.of(Topic.TOPIC, NodeActivator.TOPIC)));
  }

  private void handled(int count) {
    Current now = current;
    if (!now.untilReceipt()) {
      now.round().arrived(count);
    }
  }

  @Override
  public void onClientConsumedEvent(PeerKey client, ConsumedEvent event, Acknowledgement ack) {
    long nanos = System.nanoTime();
    Current now = current;
    boolean first =
        event.json().filter(json -> now.round().saw(Payload.read(json), nanos)).isPresent();
    if (first && now.untilReceipt()) {
      now.round().arrived(1);
    }
    ack.consumed();
  }

  @Override
  public String carryOut(String[] words) throws Exception {
    return switch (words[0]) {
      case "key" -> topic.await().self().toString();
      case "port" -> String.valueOf(progress.port());
      case "round" -> round(words);
      case "admit" -> admit(PeerKey.parse(words[1]));
      case "users" -> filler.users(Path.of(words[1]));
      case "fill" ->
          filler.fill(topic.await(), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "memory" -> Memory.afterCollection();
      case "status" -> topic.await().status().toString();
      default -> throw new IllegalArgumentException("unknown order: " + words[0]);
    };
  }

  /** {@code round NUMBER delivery|receipt MILLIS OUTSTANDING BYTES USER,USER… RATE}. */
  private String round(String[] words) throws Exception {
    EventServer events = topic.await();
    Round round = new Round(Integer.parseInt(words[1]), Integer.parseInt(words[4]));
    List<PeerKey> users = new ArrayList<>();
    for (String user : words[6].split(",")) {
      users.add(PeerKey.parse(user));
    }
    current = new Current(round, words[2].equals("receipt"));
    Sender.Sent sent =
        Sender.send(
            round,
            new Payload(Integer.parseInt(words[5])),
            new Sender.Pace(Long.parseLong(words[3]), Double.parseDouble(words[7])),
            (number, text) ->
                events
                    .addEvent(users.get(number % users.size()), text)
                    .whenComplete((id, why) -> ifFailed(round, why)));
    round.awaitSeen(sent.count());
    return sent.count() + " " + sent.nanos() + " " + round.latencies();
  }

  /** A member that keeps no copies of other members' events. */
  private String admit(PeerKey user) throws Exception {
    return topic
        .await()
        .admit(user, MemberOptions.defaults().withReplica(false))
        .toCompletableFuture()
        .thenApply(done -> "admitted")
        .get(30, TimeUnit.SECONDS);
  }

  private static void ifFailed(Round round, Throwable why) {
    if (why != null) {
      round.failed(why);
    }
  }

  @Override
  public void close() throws IOException {
    topic.close();
    progress.close();
  }
}
