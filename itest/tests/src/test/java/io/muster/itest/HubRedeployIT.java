package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/**
 * The hub is replaced while it has subscribers: they are told, and nothing of it stays in Jetty.
 */
class HubRedeployIT {
  private static final String HUB = "io.muster.hub.signalhub.server";
  private static final int UPDATES = 10;
  private static final int STREAMS = 3;

  @TempDir Path directory;

  @Test
  void streamsEndAndNothingIsLeftInJetty() throws Exception {
    LeakChecker checker = new LeakChecker();
    try (TestNode node = new TestNode(directory)) {
      node.start();
      Bundle hub =
          node.musterBundles().stream()
              .filter(bundle -> bundle.getSymbolicName().equals(HUB))
              .findFirst()
              .orElseThrow();
      for (int i = 0; i < UPDATES; i++) {
        round(node, hub, checker);
      }
      assertEquals(UPDATES, checker.expected());
      assertEquals(Map.of(), checker.loadersLeft());
    }
  }

  private static void round(TestNode node, Bundle hub, LeakChecker checker) throws Exception {
    TestNode.await("the hub to answer", () -> ask(node, "GET /").startsWith("HTTP/1.1 200"));
    assertTrue(ask(node, "OPTIONS *").startsWith("HTTP/1.1 200"));
    List<Socket> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      Socket stream = connect(node);
      assertTrue(say(stream, "GET /v1/app/ch").startsWith("HTTP/1.1 200"));
      streams.add(stream);
    }
    checker.expectToGo(hub);
    TestNode.update(hub);
    for (Socket stream : streams) {
      toTheEnd(stream);
      stream.close();
    }
  }

  private static Socket connect(TestNode node) throws IOException {
    URI hub = URI.create(node.hubUrl());
    Socket socket = new Socket(hub.getHost(), hub.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String ask(TestNode node, String request) throws IOException {
    if (node.hubUrl() == null) {
      return "";
    }
    try (Socket socket = connect(node)) {
      return say(socket, request);
    }
  }

  /** Sends a request and returns the first line of the answer. */
  private static String say(Socket socket, String request) throws IOException {
    socket
        .getOutputStream()
        .write((request + " HTTP/1.1\r\nHost: hub\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    String line =
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
            .readLine();
    return line == null ? "" : line;
  }

  private static void toTheEnd(Socket stream) throws IOException {
    while (stream.getInputStream().read() >= 0) {
      // Heartbeats and what is left of the head.
    }
  }
}
