package io.muster.events.provider;

import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.hub.Peers;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.SignatureVerifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.log.Logger;

/**
 * Opens a topic when all that it needs is there, and closes it before something it uses goes. Works
 * on a thread of its own; what is bound and unbound only sets what is wished for.
 */
final class TopicSwitch implements AutoCloseable {
  private static final long CLOSE_PATIENCE_MS = 4_900;
  private static final long RETRY_S = 5;
  private static final long LOOK_S = 2;

  private final String name;
  private final RunningTopic.Surroundings on;
  private final Logger log;
  private final ScheduledThreadPoolExecutor life;
  private final PeerWishes wishes;
  private final ReadyCondition ready;
  private final StoreWatch watch;
  private volatile TopicSettings settings;
  private volatile Identity identity;
  private volatile KeyAgreement agreement;
  private volatile SignatureVerifier verifier;
  private volatile EventStore store;
  private volatile boolean ended;
  private volatile boolean left;
  private volatile RunningTopic running;

  /** Makes a switch that waits for {@link #configure}; {@code name} is for people. */
  TopicSwitch(String name, RunningTopic.Surroundings on, Logger log) {
    this.name = name;
    this.on = on;
    this.log = log;
    life =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "muster-events-" + name + "-life");
              thread.setDaemon(true);
              return thread;
            });
    life.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    wishes = new PeerWishes(life, 0, log);
    ready = new ReadyCondition(on.context(), log);
    watch = new StoreWatch(on.notices());
    life.scheduleWithFixedDelay(this::look, LOOK_S, LOOK_S, TimeUnit.SECONDS);
  }

  private void look() {
    watch.look(store);
    showReady();
  }

  private void showReady() {
    RunningTopic open = running;
    if (open != null) {
      ready.look(open.service().topic(), open.inputs().store());
    }
  }

  void identity(Identity service) {
    identity = service;
    changed(service == null);
  }

  void agreement(KeyAgreement service) {
    agreement = service;
    changed(service == null);
  }

  void verifier(SignatureVerifier service) {
    verifier = service;
    changed(service == null);
  }

  /** After it returns without a store, or with another, the former is not used any more. */
  void store(EventStore service) {
    store = service;
    changed(service == null);
  }

  void peers(Peers service) {
    wishes.use(service);
  }

  void peersGone(Peers service) {
    wishes.gone(service);
  }

  /** Waits until what was unbound is not used any more. */
  void awaitSettled() {
    changed(true);
  }

  Identity identity() {
    return identity;
  }

  KeyAgreement agreement() {
    return agreement;
  }

  SignatureVerifier verifier() {
    return verifier;
  }

  EventStore store() {
    return store;
  }

  /** Returns the service, if the topic is open. */
  Optional<TopicService> service() {
    return Optional.ofNullable(running).map(RunningTopic::service);
  }

  /** Says, for people, why the topic is not open. */
  String whyClosed() {
    if (settings == null) {
      return "its configuration is not usable; see muster:diagnose";
    }
    if (left) {
      return "it was left; a new configuration opens it again";
    }
    Map<String, Object> needed = new LinkedHashMap<>();
    needed.put("Identity", identity);
    needed.put("KeyAgreement", agreement);
    needed.put("SignatureVerifier", verifier);
    needed.put("EventStore", store);
    needed.values().removeIf(Objects::nonNull);
    return needed.isEmpty()
        ? "it is being opened, or the log says why it cannot be"
        : "no service " + String.join(", ", needed.keySet()) + "; see muster:diagnose";
  }

  private void changed(boolean wait) {
    try {
      var settled = life.submit(this::settle);
      if (wait) {
        settled.get(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
      }
    } catch (RejectedExecutionException e) {
      log.debug("Topic {} has ended already", name);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Topic {} did not close in time", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Applies another configuration: at once, or by opening the topic anew, in the background. */
  void configure(TopicSettings fresh) {
    settings = fresh;
    left = false;
    wishes.most(fresh.wanted());
    changed(false);
  }

  /** Makes what runs equal to what is wished for. */
  private void settle() {
    RunningTopic.Inputs wished = wished();
    if (running != null && !running.inputs().equals(wished)) {
      RunningTopic old = running;
      running = null;
      ready.end();
      wishes.end();
      old.close();
      log.info("Topic {} is closed here", name);
    }
    if (running != null) {
      running.apply(settings);
    } else if (wished != null) {
      open(wished);
    }
    showReady();
  }

  private RunningTopic.Inputs wished() {
    Identity id = identity;
    KeyAgreement keys = agreement;
    SignatureVerifier checks = verifier;
    EventStore disk = store;
    TopicSettings now = settings;
    if (now == null
        || ended
        || left
        || id == null
        || keys == null
        || checks == null
        || disk == null) {
      return null;
    }
    return new RunningTopic.Inputs(new TopicTools.Keys(id, keys, checks), disk, now.fixed());
  }

  private void open(RunningTopic.Inputs inputs) {
    TopicSettings now = settings;
    try {
      if (now.server().filter(inputs.keys().identity().key()::equals).isPresent()) {
        throw new IllegalStateException(
            "server.key is this node's own key: use role=server, or the key of the server");
      }
      wishes.self(inputs.keys().identity().key());
      running = new RunningTopic(now, inputs, new RunningTopic.Place(on, wishes, log), this::leave);
      log.info("Topic {} is open here as {}", now.topic(), now.isServer() ? "server" : "client");
    } catch (RuntimeException e) {
      failed(now.topic(), inputs.store(), e);
      life.schedule(this::settle, RETRY_S, TimeUnit.SECONDS);
    }
  }

  private void failed(String topic, EventStore used, RuntimeException why) {
    boolean reopens =
        store != used
            || why instanceof StoreException gone && gone.reason() == StoreException.Reason.CLOSED;
    if (reopens) {
      log.warn(
          "Topic {} waits: its store is being opened anew. Nothing is lost, and it opens with the"
              + " store; if it does not, the store's messages say why",
          topic);
    } else {
      log.error(
          "Topic {} cannot be opened; nothing is lost, it is tried again in {} s: {}",
          topic,
          RETRY_S,
          why.getMessage(),
          why);
    }
  }

  private void leave() {
    left = true;
    changed(false);
  }

  /** Closes the topic. Takes less than 5 s. */
  @Override
  public void close() {
    ended = true;
    changed(true);
    life.shutdownNow();
    try {
      if (!life.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("Topic {} is still being closed", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
