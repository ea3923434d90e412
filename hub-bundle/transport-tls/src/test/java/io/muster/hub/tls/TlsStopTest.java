package io.muster.hub.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport.Listening;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A transport that is stopped in the middle of something. */
class TlsStopTest {
  private static TlsTransport transport() {
    LocalIdentity identity = LocalIdentity.generate(Rogues.RANDOM);
    Ed25519Verifier verifier = new Ed25519Verifier();
    return new TlsTransport(
        TlsNode.of(identity, () -> verifier, Rogues.RANDOM), TlsSettings.DEFAULT);
  }

  private static void awaitNone(TlsTransport transport) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (transport.size() > 0) {
      assertTrue(System.nanoTime() < deadline, "all sockets are given back");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void dialThatIsUnderWayFailsAtOnce() throws Exception {
    TlsTransport transport = transport();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      PeerAddress address =
          new TlsAddress(
                  "127.0.0.1", silent.getLocalPort(), LocalIdentity.generate(Rogues.RANDOM).key())
              .toPeerAddress();
      CompletableFuture<Link> dial =
          transport.dial(address, Duration.ofMinutes(5)).toCompletableFuture();
      try (Socket there = silent.accept()) {
        assertTrue(there.isConnected());
        transport.close();
      }
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> dial.get(30, TimeUnit.SECONDS));
      assertInstanceOf(LinkException.class, e.getCause());
    }
    awaitNone(transport);
  }

  @Test
  void connectionThatHasProvenNothingIsCut() throws Exception {
    TlsTransport transport = transport();
    Listening listening = transport.listen(link -> {}).toCompletableFuture().join();
    int port = TlsAddress.of(listening.addresses().get(0)).port();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(0x16);
      transport.close();
      Rogues.awaitClosed(socket);
    }
    awaitNone(transport);
  }

  @Test
  void linkThatNobodyStartedHoldsNoThread() throws Exception {
    TlsTransport near = transport();
    TlsTransport far = transport();
    CompletableFuture<Link> accepted = new CompletableFuture<>();
    Listening listening = far.listen(accepted::complete).toCompletableFuture().join();
    Link link =
        near.dial(listening.addresses().get(0), Duration.ofSeconds(30))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    accepted.get(30, TimeUnit.SECONDS);
    near.close();
    far.close();
    awaitNone(near);
    awaitNone(far);
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                link.send(java.nio.ByteBuffer.allocate(1))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS));
    assertEquals(Reason.CLOSED, ((LinkException) e.getCause()).reason());
  }
}
