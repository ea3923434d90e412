package io.muster.bench.node;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedHandler;
import io.muster.events.EventServer;
import io.muster.events.Topic;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** The server's side: adds events as fast as the window lets it, and acknowledges receipts. */
final class ServerLoad implements ConsumedHandler, ControlLoop.Orders, AutoCloseable {
  private static final Round NONE = new Round(-1, true, 1);

  private final TopicService<EventServer> topic;
  private final ProgressPort progress;
  private volatile Round current = NONE;

  ServerLoad(BundleContext context) throws IOException, InvalidSyntaxException {
    topic = new TopicService<>(context, EventServer.class);
    progress = new ProgressPort(count -> current.handled(count));
    context.registerService(
        ConsumedHandler.class,
        this,
        FrameworkUtil.asDictionary(Map.of(Topic.TOPIC, NodeActivator.TOPIC)));
  }

  @Override
  public void onClientConsumedEvent(PeerKey client, ConsumedEvent event, Acknowledgement ack) {
    long now = System.nanoTime();
    event.json().ifPresent(json -> current.receipt(Payload.read(json), now));
    ack.consumed();
  }

  @Override
  public String carryOut(String[] words) throws Exception {
    return switch (words[0]) {
      case "key" -> topic.await().self().toString();
      case "port" -> String.valueOf(progress.port());
      case "round" -> round(words);
      case "memory" -> Memory.afterCollection();
      case "status" -> topic.await().status().toString();
      default -> throw new IllegalArgumentException("unknown order: " + words[0]);
    };
  }

  /** {@code round NUMBER delivery|receipt MILLIS OUTSTANDING BYTES USER,USER…}. */
  private String round(String[] words) throws InterruptedException {
    EventServer events = topic.await();
    Round round =
        new Round(
            Integer.parseInt(words[1]), words[2].equals("receipt"), Integer.parseInt(words[4]));
    Payload payload = new Payload(Integer.parseInt(words[5]));
    List<PeerKey> users = new ArrayList<>();
    for (String user : words[6].split(",")) {
      users.add(PeerKey.parse(user));
    }
    current = round;
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[3]));
    int count = 0;
    for (round.awaitRoom(); System.nanoTime() < end; round.awaitRoom()) {
      PeerKey user = users.get(count % users.size());
      events
          .addEvent(user, payload.text(round.number(), count++))
          .whenComplete((id, why) -> ifFailed(round, why));
    }
    round.handed();
    round.awaitAll();
    long elapsed = System.nanoTime() - start;
    round.awaitReceipts(count);
    return count + " " + elapsed + " " + round.latencies();
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
