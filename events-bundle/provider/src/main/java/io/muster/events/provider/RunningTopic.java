package io.muster.events.provider;

import io.muster.events.EventClient;
import io.muster.events.EventServer;
import io.muster.events.LeaveReport;
import io.muster.events.Topic;
import io.muster.events.spi.EventStore;
import io.muster.hub.PeerProtocol;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** A topic with its threads and its services. Registers last and unregisters first. */
final class RunningTopic implements AutoCloseable {
  private static final long OPEN_PATIENCE_S = 600;
  private static final long WRITE_PATIENCE_MS = 2_000;

  /** With what it runs; another store or other keys are another run. */
  record Inputs(TopicTools.Keys keys, EventStore store, TopicSettings.Fixed fixed) {}

  /** Where it runs. */
  record Place(Surroundings on, OpenTopic.Wishes wishes, Logger log) {}

  /** What the framework and its other bundles give to a topic. */
  record Surroundings(BundleContext context, Handlers handlers, Notices notices) {}

  private final Inputs inputs;
  private final Place place;
  private final TopicThreads threads;
  private final OpenTopic topic;
  private final TopicService service;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final ServiceRegistration<?> serviceRegistration;
  private final ServiceRegistration<?> protocolRegistration;

  /** Reads the store, then registers; {@code left} runs once after {@code leave}. */
  RunningTopic(TopicSettings settings, Inputs inputs, Place place, Runnable left) {
    this.inputs = inputs;
    this.place = place;
    threads = new TopicThreads(settings.topic(), settings.handling().atMost(), place.log());
    TopicTools tools =
        new TopicTools(
            inputs.keys(),
            threads.tools(),
            InstantSource.system(),
            new SecureRandom(),
            place.log());
    try {
      topic = onThread(() -> open(settings, tools), OPEN_PATIENCE_S * 1_000);
    } catch (RuntimeException e) {
      threads.close();
      throw e;
    }
    TopicService.Leaving leave = () -> leave(left);
    service =
        settings.isServer() ? new ServerService(topic, leave) : new ClientService(topic, leave);
    serviceRegistration = register(settings);
    protocolRegistration =
        place
            .on()
            .context()
            .registerService(PeerProtocol.class, topic.replication(), protocolProperties());
  }

  private OpenTopic open(TopicSettings settings, TopicTools tools) {
    OpenTopic opened =
        OpenTopic.open(settings, tools, inputs.store(), place.on().handlers(), place.wishes());
    opened.tell(place.on().notices());
    return opened;
  }

  private ServiceRegistration<?> register(TopicSettings settings) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(Topic.TOPIC, settings.topic());
    properties.put(Topic.ROLE, settings.isServer() ? "server" : "client");
    properties.put("muster.provider", "feeds");
    if (service instanceof ServerService server) {
      return place.on().context().registerService(EventServer.class, server, properties);
    }
    return place
        .on()
        .context()
        .registerService(EventClient.class, (ClientService) service, properties);
  }

  private Hashtable<String, Object> protocolProperties() {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(PeerProtocol.NAME, "events/1/" + topic.core().feeds().topicId());
    return properties;
  }

  Inputs inputs() {
    return inputs;
  }

  /** Applies settings that do not differ in what is fixed. */
  void apply(TopicSettings settings) {
    topic.core().current().set(settings);
    threads.topic.execute(topic::applyLimits);
  }

  TopicService service() {
    return service;
  }

  private CompletionStage<LeaveReport> leave(Runnable left) {
    CompletableFuture<LeaveReport> done = new CompletableFuture<>();
    if (leaving.compareAndSet(false, true)) {
      service.refuseCalls();
      threads.topic.execute(() -> new Departure(topic, done).begin());
      done.whenComplete((report, failure) -> left.run());
    } else {
      done.complete(new LeaveReport(false, 0, 0));
    }
    return done.minimalCompletionStage();
  }

  /** Ends within 5 s: unregisters, writes what is open, stops the threads. */
  @Override
  public void close() {
    serviceRegistration.unregister();
    protocolRegistration.unregister();
    try {
      CompletionStage<Void> written =
          onThread(() -> topic.close("The topic is closed"), WRITE_PATIENCE_MS);
      written.toCompletableFuture().get(WRITE_PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      place.log().warn("Topic {} was closed before all was written", service.topic(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    service.abandon();
    threads.close();
  }

  private <T> T onThread(Callable<T> task, long patienceMs) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.topic.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(patienceMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The topic's thread did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the topic was opened or closed", e);
    }
  }
}
