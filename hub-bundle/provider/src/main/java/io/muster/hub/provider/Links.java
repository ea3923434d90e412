package io.muster.hub.provider;

import io.muster.hub.PeerProtocol;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.hub.provider.mux.Multiplexer;
import io.muster.hub.spi.Link;
import io.muster.hub.spi.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** All links of this node: dialled, accepted, greeted, connected, ending. */
final class Links implements ProtocolBoard.Listener {
  private final Surroundings around;
  private volatile HubSettings.Watch watch;
  private final BiConsumer<String, Throwable> failures;
  private final Watchers watchers;
  private final ProtocolBoard protocols = new ProtocolBoard(this);
  private final Map<Long, LinkSession> sessions = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final long nonce;
  private volatile Machine machine;
  private volatile boolean closed;

  Links(
      Surroundings around,
      HubSettings.Watch watch,
      Watchers watchers,
      BiConsumer<String, Throwable> failures) {
    this.around = around;
    this.watch = watch;
    this.watchers = watchers;
    this.failures = failures;
    this.nonce = around.random().nextLong();
  }

  void machine(Machine now) {
    machine = now;
  }

  ProtocolBoard protocols() {
    return protocols;
  }

  // ---- what the machine asks for

  void dial(Effect.Dial dial, Transport transport) {
    CompletionStage<Link> answer;
    try {
      answer = transport.dial(dial.address(), Duration.ofMillis(dial.timeout()));
    } catch (RuntimeException e) {
      failed(dial, e);
      return;
    }
    answer.whenComplete(
        (link, error) -> {
          if (error != null) {
            failed(dial, error);
          } else if (closed || !link.remote().equals(dial.peer())) {
            link.close();
            failed(dial, new IllegalStateException(link.remote() + " answered"));
          } else {
            begin(transport, link, Optional.of(dial));
          }
        });
  }

  private void failed(Effect.Dial dial, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    String words = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    dispatch(
        new LinkAction.RemotePeerConnectionFailed(
            dial.peer(), dial.attempt(), dial.address(), words, at(), jitter()));
  }

  void accepted(Transport transport, Link link) {
    long strangers = sessions.values().stream().filter(s -> s.connection() == null).count();
    if (closed || strangers >= watch.silentLinks()) {
      link.close();
    } else {
      begin(transport, link, Optional.empty());
    }
  }

  private void begin(Transport transport, Link link, Optional<Effect.Dial> dial) {
    LinkSession session = new LinkSession(this, numbers.incrementAndGet(), transport, link, dial);
    sessions.put(session.id(), session);
    session.mux().start();
    if (dial.isPresent()) {
      session.mux().hello(nonce);
    }
    if (closed) {
      session.mux().abort();
    }
  }

  void openLink(Effect.OpenLink effect) {
    LinkSession session = sessions.get(effect.link());
    LiveConnection connection = new LiveConnection(session, machine, around.clock().instant());
    session.connection(connection);
    session.mux().hello(nonce);
    watchers.connected(connection);
    offerTo(session, connection);
  }

  /** Offers the protocols of the moment, also those that came or went meanwhile. */
  private void offerTo(LinkSession session, LiveConnection connection) {
    Map<String, PeerProtocol> first = protocols.current();
    session.mux().open(connection, first);
    Map<String, PeerProtocol> then = protocols.current();
    first.keySet().stream().filter(n -> !then.containsKey(n)).forEach(session.mux()::withdraw);
    then.forEach(session.mux()::offer);
  }

  void closeLink(Effect.CloseLink effect) {
    LinkSession session = sessions.get(effect.link());
    if (session != null) {
      session.mux().close(effect.code(), effect.reason());
      ended(session, effect.reason());
    }
  }

  void notifyEnded(Effect.NotifyEnded effect) {
    LinkSession session = sessions.get(effect.link());
    if (session != null) {
      ended(session, effect.reason());
    }
  }

  private void ended(LinkSession session, String reason) {
    if (session.connection() != null) {
      watchers.disconnected(session.connection(), reason);
    }
  }

  void probe(Effect.Probe effect) {
    LinkSession session = sessions.get(effect.link());
    if (session != null) {
      session.mux().probe(watch.probe());
    }
  }

  // ---- what happens around

  void tick() {
    for (LinkSession session : sessions.values()) {
      session.mux().tick();
      if (session.mux().isOver()) {
        sessions.remove(session.id());
      }
    }
  }

  /** A transport has gone: its links end, nobody else's. */
  void transportWent(Transport transport) {
    sessions.values().stream()
        .filter(s -> s.transport() == transport)
        .forEach(s -> s.mux().close(CloseCode.NORMAL, "the transport was stopped"));
  }

  @Override
  public void came(String name, PeerProtocol protocol) {
    sessions.values().forEach(s -> s.mux().offer(name, protocol));
  }

  @Override
  public void went(String name) {
    sessions.values().forEach(s -> s.mux().withdraw(name));
  }

  /** No new links; those that are there have been told. */
  void close() {
    closed = true;
  }

  void abort() {
    sessions.values().forEach(s -> s.mux().abort());
    sessions.clear();
  }

  /** The times have changed, of open links, too. */
  void watch(HubSettings.Watch changed) {
    watch = changed;
    sessions.values().forEach(session -> session.mux().patience(changed.patience()));
  }

  boolean isQuiet() {
    return sessions.values().stream().allMatch(s -> s.mux().isGone());
  }

  // ---- for the sessions

  Multiplexer multiplexer(Link link, Multiplexer.Owner owner) {
    return new Multiplexer(link, owner, around.callbacks(), around.nanos(), watch.patience());
  }

  long at() {
    return around.millis();
  }

  double jitter() {
    return around.random().nextDouble();
  }

  void dispatch(Action action) {
    machine.dispatch(action);
  }

  void report(String what, Throwable cause) {
    failures.accept(what, cause);
  }
}
