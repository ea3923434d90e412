package io.muster.events.provider;

import io.muster.events.ConsumedHandler;
import io.muster.events.EventHandler;
import io.muster.events.EventId;
import io.muster.events.EventServer;
import io.muster.events.EventState;
import io.muster.events.TopicStatus;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.events.provider.feed.FeedWriter;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.TopicState;
import io.muster.events.provider.feed.TrimRules;
import io.muster.events.provider.sync.Replication;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.EventStore;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.osgi.service.log.Logger;

/** Opens a topic as the component does, on whatever world it is given. */
public final class NodeDriver {
  /** Trims at the slightest occasion: simulations are short. */
  private static final TopicLimits EAGER =
      new TopicLimits(
          TopicLimits.DEFAULT.quotas(),
          TopicLimits.DEFAULT.replicaBytes(),
          new TrimRules(3, 600, 60, Duration.ofMinutes(1), Duration.ofMinutes(1)));

  private final OpenTopic topic;
  private final ServerService service;

  /** The keys of a node. */
  public record Keys(Identity identity, KeyAgreement agreement, SignatureVerifier verifier) {}

  /** The surroundings of a process. */
  public record Surroundings(
      Executor thread, Timers timers, InstantSource clock, RandomGenerator random, Logger log) {}

  /** What the process is told: whose topic, and how often handlers are tried. */
  public record Settings(Optional<PeerKey> server, RetryRule retry) {}

  /** Who is called; the one that does not belong to the role is never called. */
  public record Callees(EventHandler events, ConsumedHandler receipts) {}

  private NodeDriver(OpenTopic topic) {
    this.topic = topic;
    service = topic.core().isServer() ? new ServerService(topic, () -> null) : null;
  }

  /** Opens the topic on a store. */
  public static NodeDriver open(
      Settings settings, Keys keys, Surroundings on, EventStore store, Callees callees) {
    Executor thread = on.thread();
    TopicTools tools =
        new TopicTools(
            new TopicTools.Keys(keys.identity(), keys.agreement(), keys.verifier()),
            new TopicTools.Threads(thread, on.timers(), thread, 4, thread),
            on.clock(),
            on.random(),
            on.log());
    Handlers handlers = Handlers.none();
    handlers.events().join(1, 0, callees.events());
    handlers.receipts().join(1, 0, callees.receipts());
    TopicSettings told =
        new TopicSettings(
            "simulated",
            settings.server(),
            true,
            262_144,
            TopicSettings.Handling.of(settings.retry()),
            8,
            EAGER);
    return new NodeDriver(OpenTopic.open(told, tools, store, handlers, (s, members) -> {}));
  }

  /** Returns the protocol, to which channels are opened. */
  public Replication replication() {
    return topic.replication();
  }

  /** Returns what is stored. */
  public Feeds feeds() {
    return topic.core().feeds();
  }

  /** Returns the fold. */
  public TopicState state() {
    return topic.core().state();
  }

  /** Returns the writer, for those who do not keep to the rules. */
  public FeedWriter writer() {
    return topic.core().writer();
  }

  /** Returns the service of a server. */
  public EventServer server() {
    return service;
  }

  /** Returns the numbers that are shown. */
  public TopicStatus status() {
    return topic.status();
  }

  /** Returns what a server shows of an event. */
  public Optional<EventState> event(EventId id) {
    return ((ServerRole) topic.role()).event(id);
  }

  /** Says whether a server is recovering what it wrote. */
  public boolean isRecovering() {
    return ((ServerRole) topic.role()).recovery().isRecovering();
  }

  /** Returns how many handlers have not answered. */
  public int runningHandlers() {
    return topic.runningHandlers();
  }
}
