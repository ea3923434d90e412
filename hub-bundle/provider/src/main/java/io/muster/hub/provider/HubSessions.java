package io.muster.hub.provider;

import io.muster.hub.provider.announce.Envelope;
import io.muster.hub.provider.announce.Inbox;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HubAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.RendezvousException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections to hubs: makes, uses and ends them as the machine decides. */
final class HubSessions {
  /** The channel of announcements. */
  static final String ANNOUNCE = "announce";

  /** The channel of signals. */
  static final String SIGNAL = "signal";

  private final Surroundings around;
  private final Journal journal;
  private final Spokesman spokesman;
  private final Map<URI, Entry> entries = new HashMap<>();

  /** Outlive connections: what came before one that ended must not be taken for news. */
  private final Map<URI, Inbox> inboxes = new HashMap<>();

  private final Map<Rendezvous, Set<String>> ways = new IdentityHashMap<>();
  private final AtomicInteger leaving = new AtomicInteger();
  private volatile Machine machine;

  HubSessions(Surroundings around, Journal journal, Spokesman spokesman) {
    this.around = around;
    this.journal = journal;
    this.spokesman = spokesman;
  }

  void machine(Machine now) {
    machine = now;
  }

  /** One try to be connected to a hub. */
  private final class Entry implements Rendezvous.Listener {
    private final URI hub;
    private final Rendezvous way;
    private final Inbox inbox;
    private Rendezvous.Session session;

    private Entry(URI hub, Rendezvous way) {
      this.hub = hub;
      this.way = way;
      synchronized (entries) {
        this.inbox = inboxes.computeIfAbsent(hub, h -> spokesman.inbox(around::millis));
      }
    }

    @Override
    public void message(String json) {
      try {
        inbox.read(json).ifPresent(letter -> spokesman.deliver(machine, hub, letter));
      } catch (RefusedException e) {
        journal.report(Effect.Topic.REFUSED, "from hub " + hub + ": " + e.getMessage());
      } catch (RuntimeException e) {
        journal.failure("a message of hub " + hub + " was dropped", e);
      }
    }

    @Override
    public void closed(String reason) {
      fail(this, reason, Duration.ZERO);
    }
  }

  void add(Rendezvous way, Set<String> schemes) {
    synchronized (entries) {
      ways.put(way, schemes);
    }
    retry();
  }

  /** What nobody served before may be served now. */
  private void retry() {
    long at = around.millis();
    machine
        .state()
        .hubs()
        .keySet()
        .forEach(hub -> machine.dispatch(new HubAction.ScheduleConnectToHub(hub, 0, at)));
  }

  void remove(Rendezvous way) {
    List<Entry> lost;
    synchronized (entries) {
      ways.remove(way);
      lost = entries.values().stream().filter(e -> e.way == way).toList();
    }
    for (Entry entry : lost) {
      fail(entry, "its rendezvous provider was stopped", Duration.ZERO);
    }
  }

  void connect(URI hub) {
    Optional<Rendezvous> way;
    synchronized (entries) {
      way =
          ways.entrySet().stream()
              .filter(w -> w.getValue().contains(hub.getScheme()))
              .map(Map.Entry::getKey)
              .findFirst();
    }
    if (way.isEmpty()) {
      failed(hub, "no rendezvous provider serves " + hub.getScheme() + " hubs", Duration.ZERO);
      return;
    }
    Entry entry = new Entry(hub, way.get());
    Entry late;
    synchronized (entries) {
      late = entries.put(hub, entry);
    }
    if (late != null && late.session != null) {
      late.session.close(); // it came after the machine had given it up
    }
    try {
      entry
          .way
          .connect(hub, spokesman.network(), Set.of(ANNOUNCE, SIGNAL), entry)
          .whenComplete((session, error) -> connected(entry, session, error));
    } catch (RuntimeException e) {
      connected(entry, null, e);
    }
  }

  private void connected(Entry entry, Rendezvous.Session session, Throwable error) {
    if (error != null) {
      fail(entry, words(error), retryAfter(error));
      return;
    }
    boolean current;
    synchronized (entries) {
      entry.session = session;
      current = entries.get(entry.hub) == entry;
    }
    if (current) {
      machine.dispatch(new HubAction.HubConnectionSucceeded(entry.hub, around.millis()));
    } else {
      session.close();
    }
  }

  /** An entry has ended; the machine hears of it once. */
  private void fail(Entry entry, String error, Duration retryAfter) {
    Rendezvous.Session session;
    boolean current;
    synchronized (entries) {
      current = entries.remove(entry.hub, entry);
      session = entry.session;
    }
    if (session != null) {
      session.close();
    }
    if (current) {
      failed(entry.hub, error, retryAfter);
    }
  }

  private void failed(URI hub, String error, Duration retryAfter) {
    machine.dispatch(
        new HubAction.HubConnectionFailed(
            hub, error, retryAfter.toMillis(), around.millis(), around.random().nextDouble()));
  }

  /** Announces this node. */
  void announce(URI hub) {
    if (spokesman.canSpeak()) {
      send(hub, ANNOUNCE, spokesman.announcement());
    } else {
      journal.report(
          Effect.Topic.INFO,
          "not announced at hub " + hub + ": no service Identity; will try again");
    }
  }

  /** Sends an envelope; a hub that does not take it has failed. */
  void send(URI hub, String channel, Envelope envelope) {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(hub);
    }
    if (entry != null && entry.session != null) {
      publish(entry, channel, envelope)
          .whenComplete(
              (taken, error) -> {
                if (error != null) {
                  fail(entry, "message not taken: " + words(error), retryAfter(error));
                }
              });
    }
  }

  private static CompletionStage<Void> publish(Entry entry, String channel, Envelope envelope) {
    return entry.session.publish(channel, envelope.json());
  }

  /** Says goodbye and ends the connection. */
  void leave(URI hub) {
    Entry entry;
    synchronized (entries) {
      entry = entries.remove(hub);
      inboxes.remove(hub);
    }
    if (entry == null || entry.session == null) {
      return;
    }
    Optional<Envelope> goodbye = spokesman.goodbye();
    if (goodbye.isEmpty()) {
      entry.session.close();
      return;
    }
    leaving.incrementAndGet();
    try {
      publish(entry, ANNOUNCE, goodbye.get()).whenComplete((taken, error) -> end(entry));
    } catch (RuntimeException e) {
      end(entry);
      journal.failure("no goodbye at hub " + hub + "; peers forget this node later", e);
    }
  }

  private void end(Entry entry) {
    leaving.decrementAndGet();
    entry.session.close();
  }

  boolean isQuiet() {
    synchronized (entries) {
      return leaving.get() == 0 && entries.isEmpty();
    }
  }

  void abort() {
    List<Entry> rest;
    synchronized (entries) {
      rest = List.copyOf(entries.values());
      entries.clear();
    }
    rest.stream().filter(e -> e.session != null).forEach(e -> e.session.close());
  }

  private static String words(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Duration retryAfter(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof RendezvousException e
        ? e.retryAfter().orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
