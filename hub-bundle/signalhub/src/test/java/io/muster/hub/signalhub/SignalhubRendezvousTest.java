package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalhubRendezvousTest {
  private static final String OK_STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  @Test
  void messagesOfTheHubReachTheListenerInOrder() throws Exception {
    String events = "data: {\"n\":1}\n\n:heartbeat signal\n\ndata: null\n\ndata: [2]\n\n";
    try (ScriptedHub hub = ScriptedHub.streaming(events);
        Client client = new Client()) {
      client.connect(hub.uri(), "b", "a");
      assertEquals("{\"n\":1}", client.message());
      assertEquals("null", client.message());
      assertEquals("[2]", client.message());
      assertEquals("GET /v1/app/a,b HTTP/1.1", hub.nextRequest().line());
    }
  }

  @Test
  void publishedMessagesArriveInOrderAndAsTheyAre() throws Exception {
    try (ScriptedHub hub = ScriptedHub.streaming("");
        Client client = new Client()) {
      Session session = client.connect(hub.uri(), "ch");
      hub.nextRequest();
      List<CompletionStage<Void>> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sent.add(session.publish("ch", "{\"n\":" + i + ",\"é\":null}"));
      }
      for (int i = 0; i < 20; i++) {
        Client.get(sent.get(i));
        ScriptedHub.Request request = hub.nextRequest();
        assertEquals("POST /v1/app/ch HTTP/1.1", request.line());
        assertEquals("{\"n\":" + i + ",\"é\":null}", request.body());
        assertTrue(request.head().contains("\r\nContent-Type: application/json\r\n"));
        assertTrue(request.head().contains("\r\nHost: 127.0.0.1:" + hub.port() + "\r\n"));
      }
    }
  }

  @Test
  void eventThatIsNoJsonIsDroppedAndNamed() throws Exception {
    String events = "data: {no json\n\ndata: {\"a\":1,\"a\":2}\n\ndata: 7\n\n";
    try (ScriptedHub hub = ScriptedHub.streaming(events);
        Client client = new Client()) {
      client.connect(hub.uri(), "ch");
      assertEquals("7", client.message());
      assertEquals(1, client.warnings.size());
      assertTrue(client.warnings.get(0).startsWith("MUSTER-HUB-0003 hub=http://127.0.0.1:"));
    }
  }

  @Test
  void listenerThatThrowsStillGetsTheNextMessage() throws Exception {
    try (ScriptedHub hub = ScriptedHub.streaming("data: 1\n\ndata: 2\n\n");
        Client client = new Client()) {
      Rendezvous.Listener failing =
          new Rendezvous.Listener() {
            @Override
            public void message(String json) {
              client.message(json);
              throw new IllegalStateException("planted");
            }

            @Override
            public void closed(String reason) {
              client.closed(reason);
            }
          };
      Client.get(client.core.connect(hub.uri(), "app", Set.of("ch"), failing));
      assertEquals("1", client.message());
      assertEquals("2", client.message());
    }
  }

  @Test
  void endOfTheStreamIsToldOnceAndUnfinishedEventIsNotDelivered() throws Exception {
    try (ScriptedHub hub = ScriptedHub.saying(OK_STREAM + "data: 1\n\ndata: 2\n");
        Client client = new Client()) {
      Session session = client.connect(hub.uri(), "ch");
      assertEquals("1", client.message());
      assertEquals("the hub ended the stream", client.end());
      assertTrue(client.received.isEmpty());
      session.close();
      assertTrue(client.ends.isEmpty());
      Client.failure(session.publish("ch", "1"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
        "HTTP/1.1 204 No Content\r\nContent-Type: text/event-stream\r\n\r\n",
        "HTTP/1.1 500 Oops\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n",
        "HTTP/2 200\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n",
        ""
      })
  void answerThatIsNoStreamFailsTheConnecting(String answer) throws Exception {
    try (ScriptedHub hub = ScriptedHub.saying(answer);
        Client client = new Client()) {
      var failure = Client.failure(client.connecting(hub.uri(), "ch"));
      assertTrue(failure.getMessage().contains("Hub http://127.0.0.1:"), failure.getMessage());
      assertTrue(client.ends.isEmpty() && client.received.isEmpty());
    }
  }

  @Test
  void waitThatTheHubAsksForIsHandedOn() throws Exception {
    String busy = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n";
    try (ScriptedHub hub = ScriptedHub.saying(busy);
        Client client = new Client()) {
      var failure = Client.failure(client.connecting(hub.uri(), "ch"));
      assertEquals(Optional.of(Duration.ofSeconds(7)), failure.retryAfter());
      assertTrue(failure.getMessage().contains("answered 429; it asks to wait 7 s"));
    }
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    try (ScriptedHub canary = ScriptedHub.streaming("");
        ScriptedHub hub =
            ScriptedHub.saying("HTTP/1.1 302 Found\r\nLocation: " + canary.uri() + "\r\n\r\n");
        Client client = new Client()) {
      var failure = Client.failure(client.connecting(hub.uri(), "ch"));
      assertTrue(failure.getMessage().contains("302"), failure.getMessage());
      assertEquals(0, canary.connectionCount());
    }
  }

  @Test
  void refusedMessageFailsWithItsStatus() throws Exception {
    ScriptedHub.Script script =
        (request, connection) ->
            connection
                .getOutputStream()
                .write(
                    (request.head().startsWith("GET")
                            ? OK_STREAM
                            : "HTTP/1.1 413 Too Large\r\nRetry-After: 1\r\n\r\n")
                        .getBytes());
    try (ScriptedHub hub = new ScriptedHub(script);
        Client client = new Client()) {
      Session session = client.connect(hub.uri(), "ch");
      var failure = Client.failure(session.publish("ch", "1"));
      assertTrue(failure.getMessage().contains("413"), failure.getMessage());
      assertEquals(Optional.of(Duration.ofSeconds(1)), failure.retryAfter());
    }
  }

  @Test
  void silentHubIsGivenUpAfterTheLivenessTime() throws Exception {
    SignalhubSettings impatient =
        new SignalhubSettings(Duration.ofSeconds(20), Duration.ofSeconds(1), 4, 65_536, 64);
    try (ScriptedHub hub = ScriptedHub.streaming("data: 1\n\n");
        Client client = new Client(impatient)) {
      client.connect(hub.uri(), "ch");
      assertEquals("1", client.message());
      assertEquals("it stayed silent for too long", client.end());
    }
  }

  @Test
  void hubThatNeverAnswersFailsConnectingAndPublishing() throws Exception {
    SignalhubSettings impatient =
        new SignalhubSettings(Duration.ofSeconds(3), Duration.ofSeconds(20), 4, 65_536, 64);
    CountDownLatch subscribed = new CountDownLatch(1);
    ScriptedHub.Script onlyTheFirst =
        (request, connection) -> {
          if (subscribed.getCount() > 0) {
            connection.getOutputStream().write(OK_STREAM.getBytes());
            subscribed.countDown();
          }
        };
    try (ScriptedHub hub = new ScriptedHub(onlyTheFirst);
        Client client = new Client(impatient)) {
      Session session = client.connect(hub.uri(), "ch");
      CompletionStage<Session> connecting = client.connecting(hub.uri(), "ch");
      CompletionStage<Void> publishing = session.publish("ch", "1");
      Client.failure(connecting);
      Client.failure(publishing);
      assertTrue(client.ends.isEmpty(), "the stream itself is alive");
    }
  }

  @Test
  void hubThatAnswersByteByByteForEverIsGivenUp() throws Exception {
    SignalhubSettings impatient =
        new SignalhubSettings(Duration.ofMillis(300), Duration.ofSeconds(20), 4, 65_536, 64);
    ScriptedHub.Script trickle =
        (request, connection) -> {
          while (!connection.isClosed()) {
            connection.getOutputStream().write('H');
            connection.getOutputStream().flush();
          }
        };
    try (ScriptedHub hub = new ScriptedHub(trickle);
        Client client = new Client(impatient)) {
      Client.failure(client.connecting(hub.uri(), "ch"));
    }
  }

  @Test
  void nothingListeningIsToldAtOnce() throws Exception {
    try (Socket reserved = new Socket(); // has a port, on which it does not listen
        Client client = new Client()) {
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI hub = URI.create("http://127.0.0.1:" + reserved.getLocalPort());
      assertTrue(Client.failure(client.connecting(hub, "ch")).getMessage().contains("nothing"));
    }
  }

  @Test
  void plainHttpBeyondLoopbackIsRefusedWithoutAConnection() throws Exception {
    InetAddress elsewhere = InetAddress.getByAddress("hub.test", new byte[] {10, 1, 2, 3});
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (InetAddress[] answer :
        List.of(new InetAddress[] {elsewhere}, new InetAddress[] {loopback, elsewhere})) {
      try (ScriptedHub canary = ScriptedHub.streaming("");
          Client client = new Client(Client.DEFAULTS, Client.dialler(host -> answer))) {
        URI hub = URI.create("http://hub.test:" + canary.port());
        var failure = Client.failure(client.connecting(hub, "ch"));
        assertTrue(failure.getMessage().contains("use https"), failure.getMessage());
        assertEquals(0, canary.connectionCount());
      }
    }
  }

  @Test
  void sessionsBeyondTheLimitAreRefusedUntilOneEnds() throws Exception {
    SignalhubSettings two =
        new SignalhubSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), 2, 65_536, 64);
    try (ScriptedHub hub = ScriptedHub.streaming("");
        Client client = new Client(two)) {
      client.connect(hub.uri(), "a");
      Session second = client.connect(hub.uri(), "b");
      var failure = Client.failure(client.connecting(hub.uri(), "c"));
      assertTrue(failure.getMessage().contains("max.sessions"), failure.getMessage());
      second.close();
      assertEquals("closed by this node", client.end());
      // The listener is told a moment before the place is free.
      CompletionStage<Session> again = client.connecting(hub.uri(), "c");
      while (again.toCompletableFuture().isCompletedExceptionally()) {
        Thread.onSpinWait();
        again = client.connecting(hub.uri(), "c");
      }
      Client.get(again);
    }
  }

  @Test
  void messagesBeyondTheLimitAreRefusedAndTheRestFailsOnClose() throws Exception {
    SignalhubSettings few =
        new SignalhubSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), 4, 65_536, 2);
    CountDownLatch stuck = new CountDownLatch(1);
    ScriptedHub.Script neverTakes =
        (request, connection) -> {
          if (request.head().startsWith("GET")) {
            connection.getOutputStream().write(OK_STREAM.getBytes());
          } else {
            stuck.countDown();
          }
        };
    try (ScriptedHub hub = new ScriptedHub(neverTakes);
        Client client = new Client(few)) {
      Session session = client.connect(hub.uri(), "ch");
      CompletionStage<Void> first = session.publish("ch", "1");
      stuck.await();
      CompletionStage<Void> second = session.publish("ch", "2");
      CompletionStage<Void> third = session.publish("ch", "3");
      var failure = Client.failure(session.publish("ch", "4"));
      assertTrue(failure.getMessage().contains("max.pending.publishes"), failure.getMessage());
      client.stop();
      awaitNoThread();
      Client.failure(first);
      Client.failure(second);
      Client.failure(third);
    }
  }

  @Test
  void stoppingEndsEverythingAndLeavesNoThread() throws Exception {
    ScriptedHub.Script neverAnswers = (request, connection) -> {};
    try (ScriptedHub silent = new ScriptedHub(neverAnswers);
        ScriptedHub hub = ScriptedHub.streaming("data: 1\n\n");
        Client client = new Client()) {
      client.connect(hub.uri(), "ch");
      CompletionStage<Session> pending = client.connecting(silent.uri(), "ch");
      silent.nextRequest();
      client.stop();
      assertEquals("the signalhub client was stopped", client.end());
      Client.failure(pending);
      assertNull(client.ends.poll());
      awaitNoThread();
      Client.failure(client.connecting(hub.uri(), "ch"));
    }
  }

  @Test
  void badArgumentsAreRefused() throws Exception {
    try (ScriptedHub hub = ScriptedHub.streaming("");
        Client client = new Client()) {
      Session session = client.connect(hub.uri(), "ch");
      assertThrows(IllegalArgumentException.class, () -> session.publish("ch", "{"));
      assertThrows(IllegalArgumentException.class, () -> session.publish("ch", "[1,\n2]"));
      assertThrows(IllegalArgumentException.class, () -> session.publish("", "1"));
      String long48 = '"' + "x".repeat(48 * 1024 - 2) + '"';
      Client.get(session.publish("ch", long48));
      assertThrows(IllegalArgumentException.class, () -> session.publish("ch", ' ' + long48));
      Client.failure(client.connecting(URI.create("ftp://127.0.0.1"), "ch"));
      Client.failure(client.connecting(hub.uri()));
    }
  }

  /** A pool says that it has ended a moment before its last thread is gone. */
  private static void awaitNoThread() {
    long end = System.nanoTime() + 30_000_000_000L;
    while (ownThread()) {
      assertTrue(System.nanoTime() < end, "a thread is left");
      Thread.onSpinWait();
    }
  }

  private static boolean ownThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("muster-signalhub"));
  }
}
