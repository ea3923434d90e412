package io.muster.bench.node;

import io.muster.bench.load.Latencies;
import io.muster.bench.load.Payload;
import io.muster.events.Acknowledgement;
import io.muster.events.Event;
import io.muster.events.EventClient;
import io.muster.events.EventHandler;
import io.muster.events.Topic;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** A user: handles every event at once, and knows how long it was on its way. */
public final class ClientLoad implements EventHandler, ControlLoop.Orders, AutoCloseable {
  private final TopicService<EventClient> topic;
  private final Latencies latencies;
  private final BitSet seen = new BitSet();
  private final AtomicLong handled = new AtomicLong();
  private int round = -1;
  private volatile Progress progress;

  /**
   * Begins to handle what comes.
   *
   * @param context of the node
   * @param latencies where times are noted
   */
  public ClientLoad(BundleContext context, Latencies latencies) throws InvalidSyntaxException {
    this.latencies = latencies;
    topic = new TopicService<>(context, EventClient.class);
    context.registerService(
        EventHandler.class,
        this,
        FrameworkUtil.asDictionary(Map.of(Topic.TOPIC, NodeActivator.TOPIC)));
  }

  @Override
  public void handle(Event event, Acknowledgement ack) {
    long now = System.nanoTime();
    Payload.Facts facts = Payload.read(event.json());
    if (isFirst(facts)) {
      handled.incrementAndGet();
      latencies.add(now - facts.nanos());
      Progress teller = progress;
      if (teller != null) {
        teller.one();
      }
    }
    ack.consumed();
  }

  private synchronized boolean isFirst(Payload.Facts facts) {
    if (facts.round() != round) {
      round = facts.round();
      seen.clear();
    }
    boolean first = !seen.get(facts.number());
    seen.set(facts.number());
    return first;
  }

  @Override
  public String carryOut(String[] words) throws Exception {
    return switch (words[0]) {
      case "key" -> key();
      case "progress" -> tellProgress(Integer.parseInt(words[1]));
      case "count" -> String.valueOf(handled.get());
      case "latencies" -> latencies.take();
      case "memory" -> Memory.afterCollection();
      case "status" -> topic.await().status().toString();
      default -> throw new IllegalArgumentException("unknown order: " + words[0]);
    };
  }

  private String tellProgress(int port) throws IOException {
    tell(new Progress(port));
    return "";
  }

  /**
   * From now on it tells of every event.
   *
   * @param teller whom
   */
  public void tell(Progress teller) {
    progress = teller;
  }

  /** Returns the node's key, once the topic is open. */
  public String key() throws InterruptedException {
    return topic.await().self().toString();
  }

  @Override
  public void close() throws IOException {
    topic.close();
    if (progress != null) {
      progress.close();
    }
  }
}
