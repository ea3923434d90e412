package io.muster.hub.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does not keep to the rules is refused, and the next honest node is served. */
class TlsRefusalTest {
  private static final Ed25519Verifier VERIFIER = new Ed25519Verifier();
  private static final LocalIdentity SERVER = LocalIdentity.generate(Rogues.RANDOM);
  private static final LocalIdentity CLIENT = LocalIdentity.generate(Rogues.RANDOM);
  private static final Duration DIAL = Duration.ofSeconds(30);

  private final BlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TlsTransport server;
  private TlsTransport client;
  private PeerAddress address;
  private int port;

  @BeforeEach
  void listen() {
    serve(new TlsSettings.Limits(8, 4, 3, Duration.ofSeconds(30)));
    client = open(transport(CLIENT, TlsSettings.DEFAULT));
  }

  private void serve(TlsSettings.Limits limits) {
    server = open(transport(SERVER, new TlsSettings("127.0.0.1", 0, List.of(), limits)));
    address = server.listen(accepted::add).toCompletableFuture().join().addresses().get(0);
    port = TlsAddress.of(address).port();
  }

  private static TlsTransport transport(LocalIdentity identity, TlsSettings settings) {
    return new TlsTransport(TlsNode.of(identity, () -> VERIFIER, Rogues.RANDOM), settings);
  }

  private <T extends AutoCloseable> T open(T closeable) {
    open.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private Socket connect() throws IOException {
    return open(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  private void requireRefusedAndHonestServed() throws Exception {
    await(() -> server.size() == 0, "the server gives back what the refused one took");
    assertTrue(accepted.isEmpty(), "the acceptor was given a link of a refused node");
    assertEquals(SERVER.key(), dialled(client, address).remote());
    assertEquals(CLIENT.key(), accepted.poll(30, TimeUnit.SECONDS).remote());
  }

  private static Link dialled(TlsTransport from, PeerAddress to) throws Exception {
    return from.dial(to, DIAL).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static LinkException failure(TlsTransport from, PeerAddress to) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> dialled(from, to));
    return assertInstanceOf(LinkException.class, e.getCause());
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u0005c\u0000\u0000\u0001x"
      })
  void garbageInsteadOfAHandshakeIsRefused(String garbage) throws Exception {
    Socket socket = connect();
    socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
    Rogues.awaitClosed(socket);
    requireRefusedAndHonestServed();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2,muster/1", "TLSv1.3,muster/2", "TLSv1.3,''"})
  void otherVersionOrApplicationIsRefused(String version, String application) throws Exception {
    Credentials honest = Credentials.fresh(CLIENT, Rogues.RANDOM);
    SSLContext context = Rogues.context(honest, new Rogues.Gullible());
    String[] applications = application.isEmpty() ? new String[0] : new String[] {application};
    assertEquals(-1, Rogues.firstByte(connect(), context, version, applications));
    requireRefusedAndHonestServed();
  }

  @Test
  void clientWithoutCertificateIsRefused() throws Exception {
    SSLContext context = Rogues.context(null, new Rogues.Gullible());
    assertEquals(-1, Rogues.firstByte(connect(), context, "TLSv1.3", "muster/1"));
    requireRefusedAndHonestServed();
  }

  @Test
  void clientWithTwoCertificatesIsRefused() throws Exception {
    Credentials honest = Credentials.fresh(CLIENT, Rogues.RANDOM);
    SSLContext context = Rogues.context(Rogues.twice(honest), new Rogues.Gullible());
    assertEquals(-1, Rogues.firstByte(connect(), context, "TLSv1.3", "muster/1"));
    requireRefusedAndHonestServed();
  }

  private interface Forgery {
    Credentials of(LocalIdentity identity) throws Exception;
  }

  private static Arguments forgery(String name, Forgery forgery) {
    return Arguments.of(name, forgery);
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        forgery("expired", Rogues::expired),
        forgery("without the extension", Rogues::unsigned),
        forgery("signed by another identity", Rogues::signedByAnother),
        forgery("proof of another key pair", Rogues::stolenProof),
        forgery("proof of another length", Rogues::proofOfAnotherLength),
        forgery("proof of another version", Rogues::proofOfAnotherVersion),
        forgery("key of small order", Rogues::smallOrderKey));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void clientWithAForgedCertificateIsRefusedAndLearnsIt(String name, Forgery forgery)
      throws Exception {
    TlsNode rogue = TlsNode.of(forgery.of(CLIENT), () -> VERIFIER);
    LinkException e = failure(open(new TlsTransport(rogue, TlsSettings.DEFAULT)), address);
    assertEquals(Reason.WRONG_KEY, e.reason(), e.toString());
    assertTrue(e.getMessage().contains("does not accept our certificate"), e.getMessage());
    requireRefusedAndHonestServed();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void serverWithAForgedCertificateIsRefused(String name, Forgery forgery) throws Exception {
    TlsNode rogue = TlsNode.of(forgery.of(SERVER), () -> VERIFIER);
    TlsTransport forger = open(new TlsTransport(rogue, TlsSettings.DEFAULT));
    PeerAddress there =
        forger.listen(accepted::add).toCompletableFuture().join().addresses().get(0);
    LinkException e = failure(client, there);
    assertEquals(Reason.WRONG_KEY, e.reason(), e.toString());
    assertTrue(accepted.isEmpty());
  }

  @Test
  void handshakesAreNeverResumed() throws Exception {
    Rogues.Gullible trust = new Rogues.Gullible();
    SSLContext context = Rogues.context(Credentials.fresh(CLIENT, Rogues.RANDOM), trust);
    for (int i = 1; i <= 3; i++) {
      assertEquals(1, Rogues.firstByte(connect(), context, "TLSv1.3", "muster/1"));
      assertEquals(i, trust.asked.get(), "a session was resumed without a certificate");
      assertNotNull(accepted.poll(30, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoDoesNotFinishTheHandshakeInTimeIsCutOff(boolean trickling) throws Exception {
    server.close();
    serve(new TlsSettings.Limits(8, 4, 3, Duration.ofMillis(300)));
    Socket socket = connect();
    OutputStream out = socket.getOutputStream();
    if (trickling) {
      CompletableFuture.runAsync(() -> trickle(out));
    }
    Rogues.awaitClosed(socket);
    await(() -> server.size() == 0, "the socket is given back");
    assertTrue(accepted.isEmpty());
  }

  /** A record header that promises 16 000 bytes, then one byte after the other. */
  private static void trickle(OutputStream out) {
    try {
      out.write(new byte[] {0x16, 0x03, 0x01, 0x3e, (byte) 0x80, 0x01});
      while (true) {
        out.write(0);
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      // Cut off.
    }
  }

  @Test
  void unprovenConnectionsOfOneAddressAreBounded() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      silent.add(connect());
    }
    await(() -> server.size() == 3, "the silent ones are taken");
    for (int i = 0; i < 5; i++) {
      Rogues.awaitClosed(connect());
    }
    assertEquals(Reason.UNREACHABLE, failure(client, address).reason());
    assertEquals(3, server.size());
    for (Socket socket : silent) {
      socket.close();
    }
    requireRefusedAndHonestServed();
  }

  @Test
  void linksAreBounded() throws Exception {
    for (int i = 0; i < 8; i++) {
      dialled(client, address);
      assertNotNull(accepted.poll(30, TimeUnit.SECONDS));
    }
    LinkException e = failure(client, address);
    assertEquals(Reason.UNREACHABLE, e.reason(), e.toString());
    assertTrue(e.isRetryable());
  }

  @ParameterizedTest
  @CsvSource({"0,frame of 0 bytes", "16385,frame of 16385 bytes", "65535,frame of 65535 bytes"})
  void frameOfAForbiddenLengthEndsTheLink(int length, String reason) throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    SSLSocket socket = proven(told);
    socket.getOutputStream().write(new byte[] {(byte) (length >> 8), (byte) length, 1, 2, 3});
    String closed = told.poll(30, TimeUnit.SECONDS);
    assertTrue(closed != null && closed.contains(reason), closed);
  }

  @Test
  void frameThatIsCutEndsTheLinkAndIsNotDelivered() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    SSLSocket socket = proven(told);
    socket.getOutputStream().write(new byte[] {0, 2, 7, 8, 0, 10, 1, 2, 3});
    assertEquals("got 2", told.poll(30, TimeUnit.SECONDS));
    socket.close();
    assertEquals("closed: the connection broke within a message", told.poll(30, TimeUnit.SECONDS));
  }

  /** An honest handshake by hand, so that any bytes can follow. */
  private SSLSocket proven(BlockingQueue<String> told) throws Exception {
    Handshake handshake =
        new Handshake(Credentials.fresh(CLIENT, Rogues.RANDOM), VERIFIER, Rogues.RANDOM);
    SSLSocket socket = open(handshake.client(connect(), SERVER.key()).socket());
    accepted
        .poll(30, TimeUnit.SECONDS)
        .start(
            new Link.Handler() {
              @Override
              public void received(ByteBuffer message) {
                told.add("got " + message.remaining());
              }

              @Override
              public void closed(String reason) {
                told.add("closed: " + reason);
              }
            });
    return socket;
  }

  @ParameterizedTest
  @CsvSource({"'',UNREACHABLE", "SSH-2.0-OpenSSH_9.2 and so on,PROTOCOL"})
  void dialToSomethingElseFailsWithItsReason(String answer, Reason reason) throws Exception {
    ServerSocket other = open(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    PeerAddress there =
        new TlsAddress("127.0.0.1", other.getLocalPort(), SERVER.key()).toPeerAddress();
    CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(other, answer));
    LinkException e = failure(client, there);
    assertEquals(reason, e.reason(), e.toString());
    assertTrue(e.getMessage().contains(there.toString()), e.getMessage());
    answered.get(30, TimeUnit.SECONDS);
    await(() -> client.size() == 0, "the dialler gives the socket back");
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().read(new byte[8192]);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void takenPortIsNamedWithTheKeyToSet() {
    TlsTransport second =
        open(
            transport(
                CLIENT, new TlsSettings("127.0.0.1", port, List.of(), TlsSettings.Limits.DEFAULT)));
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () -> second.listen(accepted::add).toCompletableFuture().get(30, TimeUnit.SECONDS));
    LinkException cause = assertInstanceOf(LinkException.class, e.getCause());
    assertEquals(Reason.CONFIGURATION, cause.reason());
    assertTrue(cause.getMessage().contains("io.muster.hub.tls/port"), cause.getMessage());
  }
}
