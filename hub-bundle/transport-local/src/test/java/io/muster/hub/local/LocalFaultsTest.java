package io.muster.hub.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport.Listening;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import io.muster.settings.Settings;
import io.muster.settings.SettingsReport;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalFaultsTest {
  private static final Duration DIAL = Duration.ofSeconds(30);

  private final LocalExchange exchange = LocalExchange.separate();
  private final LocalTransport near = transport(LocalIdentity.generate(new SecureRandom()));
  private final LocalIdentity farIdentity = LocalIdentity.generate(new SecureRandom());
  private final LocalTransport far = transport(farIdentity);
  private final PeerAddress address = PeerAddress.parse("local:" + farIdentity.key());
  private final BlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private LocalTransport transport(LocalIdentity identity) {
    return new LocalTransport(LocalNode.of(identity, new Ed25519Verifier()), exchange);
  }

  @AfterEach
  void stop() {
    near.close();
    far.close();
  }

  @Test
  void refusingNodeMakesAndTakesNoLinkButKeepsItsOwn() throws Exception {
    far.listen(accepted::add);
    Link link = near.dial(address, DIAL).toCompletableFuture().join();
    near.cause(LocalFaults.refusing());
    assertEquals(Reason.UNREACHABLE, failure(near.dial(address, DIAL)).reason());
    near.cause(LocalFaults.NONE);
    far.cause(LocalFaults.refusing());
    LinkException refused = failure(near.dial(address, DIAL));
    assertTrue(refused.getMessage().contains("Refused on demand"), refused.getMessage());
    link.send(ByteBuffer.allocate(1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void cutEndsOpenLinksAtBothEnds() throws Exception {
    far.listen(accepted::add);
    near.dial(address, DIAL).toCompletableFuture().join().start(handler("near"));
    accepted.poll(30, TimeUnit.SECONDS).start(handler("far"));
    far.cause(LocalFaults.cutOff());
    String one = told.poll(30, TimeUnit.SECONDS);
    String two = told.poll(30, TimeUnit.SECONDS);
    assertTrue(one.endsWith("cut on demand") && two.endsWith("cut on demand"), one + two);
  }

  @Test
  void linkDropsAfterTheGivenNumberOfMessages() throws Exception {
    far.listen(accepted::add);
    near.cause(LocalFaults.droppingAfter(3));
    Link link = near.dial(address, DIAL).toCompletableFuture().join();
    accepted.poll(30, TimeUnit.SECONDS).start(handler("far"));
    for (int i = 0; i < 3; i++) {
      link.send(ByteBuffer.allocate(1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals("far got 1", told.poll(30, TimeUnit.SECONDS));
    }
    assertTrue(told.poll(30, TimeUnit.SECONDS).contains("dropped on demand"));
    assertEquals(Reason.CLOSED, failure(link.send(ByteBuffer.allocate(1))).reason());
  }

  @Test
  void delayedMessageStillArrivesAndTheEndDoesNotWaitForIt() throws Exception {
    far.listen(accepted::add);
    near.cause(LocalFaults.delaying(Duration.ofMillis(20)));
    Link link = near.dial(address, DIAL).toCompletableFuture().join();
    accepted.poll(30, TimeUnit.SECONDS).start(handler("far"));
    link.send(ByteBuffer.allocate(7));
    assertEquals("far got 7", told.poll(30, TimeUnit.SECONDS));
    near.cause(LocalFaults.delaying(Duration.ofMinutes(1)));
    CompletionStage<Void> late = link.send(ByteBuffer.allocate(1));
    link.close();
    assertEquals(Reason.CLOSED, failure(late).reason());
  }

  @Test
  void exchangeOfTheJvmHoldsNothingWhenNobodyListens() {
    LocalIdentity identity = LocalIdentity.generate(new SecureRandom());
    LocalTransport shared =
        new LocalTransport(LocalNode.of(identity, new Ed25519Verifier()), LocalExchange.jvmWide());
    Listening listening = shared.listen(accepted::add).toCompletableFuture().join();
    Object names = System.getProperties().get("io.muster.hub.local.exchange");
    assertTrue(((Map<?, ?>) names).containsKey(identity.key().toString()));
    assertNull(names.getClass().getClassLoader(), "the shared map is no class of the JDK");
    ((Map<?, ?>) names)
        .values()
        .forEach(value -> assertNull(value.getClass().getClassLoader(), "nor its values"));
    assertEquals(Reason.CONFIGURATION, failure(shared.listen(accepted::add)).reason());
    listening.close();
    assertFalse(System.getProperties().containsKey("io.muster.hub.local.exchange"));
    shared.listen(accepted::add);
    shared.close();
    assertFalse(System.getProperties().containsKey("io.muster.hub.local.exchange"));
  }

  @Test
  void linkIsRefusedWhileTheIdentityIsAway() {
    far.listen(accepted::add);
    LocalIdentity key = LocalIdentity.generate(new SecureRandom());
    LocalNode away = new LocalNode(key.key(), () -> null, Ed25519Verifier::new, new SecureRandom());
    try (LocalTransport transport = new LocalTransport(away, exchange)) {
      LinkException refused = failure(transport.dial(address, DIAL));
      assertTrue(refused.isRetryable(), "trying again later makes sense");
      assertTrue(refused.getMessage().contains("Identity"), refused.getMessage());
    }
  }

  @Test
  void configurationIsReadAndItsTyposAreNamed() {
    Settings settings =
        Settings.of(
            LocalConfig.PID, Map.of("refuse", "true", "delay.ms", "5", "drop.after.message", "1"));
    LocalFaults faults = LocalSettings.read(settings);
    assertEquals(new LocalFaults(true, false, Duration.ofMillis(5), 0), faults);
    SettingsReport report = settings.report();
    assertEquals(1, report.problems().size());
    assertTrue(report.problems().get(0).message().contains("drop.after.messages"));
  }

  private static LinkException failure(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      return assertInstanceOf(LinkException.class, e.getCause());
    }
    throw new AssertionError("succeeded");
  }

  private Link.Handler handler(String name) {
    return new Link.Handler() {
      @Override
      public void received(ByteBuffer message) {
        told.add(name + " got " + message.remaining());
      }

      @Override
      public void closed(String reason) {
        told.add(name + " closed: " + Optional.ofNullable(reason).orElseThrow());
      }
    };
  }
}
