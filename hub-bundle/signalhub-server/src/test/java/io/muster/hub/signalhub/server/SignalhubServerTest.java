package io.muster.hub.signalhub.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class SignalhubServerTest {
  private static final ServerSettings FEW =
      new ServerSettings("/", Duration.ofSeconds(30), 4, 3, 2, 65_600, 1_024, 2);

  @Test
  void messageReachesWhoListensAndNobodyElse() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire one = server.subscribe("/v1/app/ch");
        Wire two = server.subscribe("/v1/app/x,ch");
        Wire other = server.subscribe("/v1/app/other")) {
      Wire.Answer answer = server.post("/v1/app/ch", "{\"é\":\"日\u2028\"}");
      assertEquals(200, answer.status());
      assertEquals("2", answer.fields().get("x-signalhub-receivers"));
      assertEquals("data: {\"é\":\"日\u2028\"}\n\n", one.streamUntil("\n\n"));
      assertEquals("data: {\"é\":\"日\u2028\"}\n\n", two.streamUntil("\n\n"));
      server.post("/v1/app/other", "2");
      assertEquals("data: 2\n\n", other.streamUntil("\n\n"));
    }
  }

  @Test
  void leaveIsNoticedWithoutAHeartbeat() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire stays = server.subscribe("/v1/app/a,b")) {
      Wire leaves = server.subscribe("/v1/app/a");
      Wire breaks = server.subscribe("/v1/app/a");
      assertEquals(new Hub.Count(4, 3), server.hub.count());
      leaves.close();
      breaks.socket.setSoLinger(true, 0);
      breaks.close();
      server.awaitConnections(1);
      assertTrue(server.ask("GET /", "").body().contains("\"subscribers\": 2,"));
      assertEquals("1", server.post("/v1/app/a", "1").fields().get("x-signalhub-receivers"));
      assertEquals("data: 1\n\n", stays.streamUntil("\n\n"));
    }
  }

  @Test
  void heartbeatsKeepAStreamAlive() throws Exception {
    ServerSettings fast = new ServerSettings("/", Duration.ofMillis(50), 4, 3, 2, 65_600, 1_024, 2);
    try (TestServer server = new TestServer(fast);
        Wire wire = server.subscribe("/v1/app/a,b")) {
      String beat = ":heartbeat signal\n\n";
      assertEquals(beat, wire.streamUntil("\n\n"));
      assertEquals(beat, wire.streamUntil("\n\n"));
    }
  }

  @Test
  void lineBreaksCannotForgeEventsOrFields() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe("/v1/app/ch")) {
      assertEquals(400, server.post("/v1/app/ch", "1\n\ndata: {\"forged\":true}").status());
      assertEquals(400, server.post("/v1/app/ch", "1\nid: 9\nretry: 1").status());
      assertEquals(400, server.post("/v1/app/ch", "1\revent: x\r\n").status());
      assertEquals(400, server.post("/v1/app/ch", "\"a\nb\"").status());
      assertEquals(200, server.post("/v1/app/ch", "[\r\n1,\r2,\n3\n]\n").status());
      assertEquals("data: [  1, 2, 3 ]\n\n", wire.streamUntil("\n\n"));
    }
  }

  @Test
  void nullIsRefusedBecauseItEndsNpmClients() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS)) {
      assertEquals(400, server.post("/v1/app/ch", "null").status());
      assertEquals(400, server.post("/v1/app/ch", " null\n").status());
      assertEquals(200, server.post("/v1/app/ch", "[null]").status());
      assertEquals(200, server.post("/v1/app/ch", "\"null\"").status());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "this is {no json", "{\"a\":1,}", "1 2", "\"a", "NaN", "\uFEFF1"})
  void bodyThatIsNoJsonIsRefused(String body) throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS)) {
      Wire.Answer answer = server.post("/v1/app/ch", body);
      assertEquals(400, answer.status());
      assertEquals("*", answer.fields().get("access-control-allow-origin"));
      assertTrue(answer.body().startsWith("Not JSON: at character"), answer.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"__proto__", "hasOwnProperty", "constructor", "toString", "%0D%0Aid:1"})
  void specialNamesAreData(String name) throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe("/v1/" + name + "/" + name)) {
      assertEquals(400, server.post("/v1/" + name, "1").status());
      assertEquals(
          "0", server.post("/v1/" + name + "/x", "1").fields().get("x-signalhub-receivers"));
      assertEquals(
          "1", server.post("/v1/" + name + "/" + name, "2").fields().get("x-signalhub-receivers"));
      assertEquals("data: 2\n\n", wire.streamUntil("\n\n"));
    }
  }

  @Test
  void signsThatNpmClientsSendBareAreAccepted() throws Exception {
    String path = "/v1/app/a%22b%7Bc%7Dd%7Ce%5Ef%60g%3Ch%3Ei[j]k%27l@m:n+o=p&q;r~s!t*(u)$";
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe(path)) {
      assertEquals("1", server.post(path, "1").fields().get("x-signalhub-receivers"));
      assertEquals("data: 1\n\n", wire.streamUntil("\n\n"));
    }
  }

  @Test
  void streamsBeyondTheLimitsAreRefusedWithAWait() throws Exception {
    try (TestServer server = new TestServer(FEW);
        Wire one = server.subscribe("/v1/app/a,b");
        Wire two = server.subscribe("/v1/app/a")) {
      Wire three = server.subscribe("/v1/app/a");
      Wire.Answer fourth = server.ask("GET /v1/app/a", "");
      assertEquals(429, fourth.status());
      assertEquals("30", fourth.fields().get("retry-after"));
      assertEquals(400, server.ask("GET /v1/app/a,b,c", "").status());
      three.close();
      server.awaitConnections(2);
      three = server.subscribe("/v1/app/b");
      server.hub.use(new ServerSettings("/", Duration.ofSeconds(30), 3, 9, 2, 65_600, 1_024, 2));
      Wire.Answer full = server.ask("GET /v1/app/a", "");
      assertEquals(503, full.status());
      assertEquals("30", full.fields().get("retry-after"));
      three.close();
      server.awaitConnections(2);
      assertEquals("1", server.post("/v1/app/b", "1").fields().get("x-signalhub-receivers"));
      assertEquals("data: 1\n\n", one.streamUntil("\n\n"));
      assertNull(two.socket.getInputStream().available() > 0 ? "bytes" : null);
    }
  }

  @Test
  void bodyAtTheLimitPassesAndOneByteMoreIsAnswered413() throws Exception {
    String longest = '"' + "1".repeat(65_533) + '"';
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe("/v1/app/ch")) {
      assertEquals(200, server.post("/v1/app/ch", longest).status());
      assertEquals("data: " + longest + "\n\n", wire.streamUntil("\n\n"));
      assertEquals(413, server.post("/v1/app/ch", longest + "1").status());
      assertEquals(413, server.post("/v1/app/ch", longest.repeat(3)).status());
      try (Wire chunked = server.connect()) {
        chunked.send("POST /v1/app/ch HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 2; i++) {
          chunked.send("9c40\r\n" + "1".repeat(40_000) + "\r\n");
        }
        chunked.send("0\r\n\r\n");
        assertEquals(413, chunked.answer(false).status());
      }
      server.post("/v1/app/ch", "2");
      assertEquals("data: 2\n\n", wire.streamUntil("\n\n"));
    }
  }

  @Test
  void messagesBeyondThoseBeingReceivedAreRefused() throws Exception {
    try (TestServer server = new TestServer(FEW);
        Wire slow = server.connect();
        Wire slower = server.connect()) {
      String begun = "POST /v1/app/ch HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n1";
      slow.send(begun);
      awaitPending(server, 1);
      slower.send(begun);
      awaitPending(server, 2);
      Wire.Answer answer = server.post("/v1/app/ch", "1");
      assertEquals(503, answer.status());
      assertEquals("1", answer.fields().get("retry-after"));
      slow.send("2");
      assertEquals(200, slow.answer(false).status());
      assertEquals(200, server.post("/v1/app/ch", "1").status());
    }
  }

  private static void awaitPending(TestServer server, int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (server.hub.pendingPosts() != count) {
      assertTrue(System.nanoTime() - end < 0, "never " + count + " messages being received");
      Thread.onSpinWait();
    }
  }

  @Test
  void slowSubscriberIsClosedAndHoldsUpNobody() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire fast = server.subscribe("/v1/app/ch")) {
      Wire slow = server.subscribe("/v1/app/ch");
      String message = '"' + "x".repeat(60_000) + '"';
      int sent = 0;
      while (server.hub.count().connections() == 2) {
        sent++;
        assertTrue(sent < 1_000, "the slow subscriber is never closed");
        server.post("/v1/app/ch", message);
        assertEquals("data: " + message + "\n\n", fast.streamUntil("\n\n"));
      }
      assertTrue(sent * 60_000L > 262_144, "it was closed before its queue was full");
      server.awaitSockets(1); // although it has read nothing yet
      assertTrue(slow.drain() < sent * 60_000L);
      slow.close();
    }
  }

  @Test
  void optionsForTheWholeServerAreAnsweredByTheHubUntilItStops() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS)) {
      server.ask("GET /", "");
      Wire.Answer answer = server.ask("OPTIONS *", "");
      assertEquals(200, answer.status());
      assertEquals("*", answer.fields().get("access-control-allow-origin"));
      server.hub.close();
      assertEquals(404, server.ask("OPTIONS *", "").status());
    }
  }

  @Test
  void subscribersNeedNoThreads() throws Exception {
    List<Wire> wires = new ArrayList<>();
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS)) {
      for (int i = 0; i < 200; i++) {
        wires.add(server.subscribe("/v1/app/ch"));
      }
      assertEquals("200", server.post("/v1/app/ch", "1").fields().get("x-signalhub-receivers"));
      for (Wire wire : wires) {
        assertEquals("data: 1\n\n", wire.streamUntil("\n\n"));
        wire.close();
      }
      server.awaitConnections(0);
    }
  }

  @Test
  void stoppingEndsStreamsAndTheThread() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe("/v1/app/ch")) {
      server.hub.close();
      assertEquals(0, wire.drain());
      assertEquals(503, server.ask("GET /v1/app/ch", "").status());
      long end = System.nanoTime() + 30_000_000_000L;
      while (ownThread()) {
        assertTrue(System.nanoTime() < end, "a thread is left");
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void subscriberThatGoesOnTalkingIsClosed() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS);
        Wire wire = server.subscribe("/v1/app/ch")) {
      wire.send("more");
      server.awaitConnections(0);
    }
  }

  @Test
  void garbageIsAnsweredOrCutAndTheHubLivesOn() throws Exception {
    try (TestServer server = new TestServer(ServerSettings.DEFAULTS)) {
      for (String garbage :
          List.of(
              "\u0000\u0001\r\n\r\n",
              "GET\r\n\r\n",
              "GET /v1/a%zz/b HTTP/1.1\r\nHost: h\r\n\r\n",
              "POST /v1/a/b HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n")) {
        try (Wire wire = server.connect()) {
          wire.send(garbage);
          assertTrue(wire.head().status() >= 400);
        }
      }
      try (Socket halfway = server.connect().socket) {
        halfway.getOutputStream().write("POST /v1/a/b HT".getBytes());
      }
      assertEquals(200, server.ask("GET /", "").status());
    }
  }

  private static boolean ownThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("muster-signalhub-server"));
  }
}
