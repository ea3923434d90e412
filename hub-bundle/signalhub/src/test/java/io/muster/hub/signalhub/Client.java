package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import io.muster.hub.spi.RendezvousException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/** A client under test, its listener and its log. */
final class Client implements Rendezvous.Listener, AutoCloseable {
  static final SignalhubSettings DEFAULTS =
      new SignalhubSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), 4, 65_536, 64);
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final SignalhubRendezvous core;

  Client(SignalhubSettings settings, Dialler dialler) {
    core = new SignalhubRendezvous(settings, dialler, CLOCK, warnings::add);
  }

  Client(SignalhubSettings settings) {
    this(settings, dialler(InetAddress::getAllByName));
  }

  Client() {
    this(DEFAULTS);
  }

  static Dialler dialler(Dialler.Resolver resolver) {
    return new Dialler(resolver, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  CompletionStage<Session> connecting(URI hub, String... channels) {
    return core.connect(hub, "app", Set.of(channels), this);
  }

  Session connect(URI hub, String... channels) throws Exception {
    return get(connecting(hub, channels));
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  static RendezvousException failure(CompletionStage<?> stage) {
    var e = assertThrows(ExecutionException.class, () -> get(stage));
    return assertInstanceOf(RendezvousException.class, e.getCause());
  }

  String message() throws InterruptedException {
    return received.poll(30, TimeUnit.SECONDS);
  }

  String end() throws InterruptedException {
    return ends.poll(30, TimeUnit.SECONDS);
  }

  @Override
  public void message(String json) {
    received.add(json);
  }

  @Override
  public void closed(String reason) {
    ends.add(reason);
  }

  void stop() {
    core.close();
  }

  @Override
  public void close() {
    stop();
  }
}
