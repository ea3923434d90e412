package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;

/**
 * One transcript of the npm client, played by ours. Differences of the two interfaces: ours has a
 * session for each hub, subscribes before it can send, sends to one channel at a time and leaves it
 * to its caller to connect again.
 */
final class ClientTranscript {
  private static final String LIST = "muster-conformance";

  private final Rendezvous client;
  private final URI hub;

  ClientTranscript(Rendezvous client, URI hub) {
    this.client = client;
    this.hub = hub;
  }

  void play(JsonObject transcript) throws Exception {
    JsonObject call = transcript.getAsJsonObject("client");
    switch (call.get("op").getAsString()) {
      case "broadcast" -> {
        if (call.has("hubs")) {
          broadcastToHubs(transcript, call);
        } else {
          broadcast(transcript, call);
        }
      }
      case "subscribe" -> subscribe(transcript, call);
      case "subscribe, then broadcast" -> pair(transcript, call);
      case "new" -> withoutHub(transcript);
      case "close, then subscribe", "close twice" -> close();
      default -> throw new MismatchException("unknown call " + call.get("op"));
    }
  }

  private void broadcast(JsonObject transcript, JsonObject call) throws Exception {
    try (ScriptedServer server = new ScriptedServer(null)) {
      List<String> outcomes = new ArrayList<>();
      try {
        URI address = server.uri(prefix(transcript));
        Session session =
            new ClientProbe(client).subscribe(address, text(call, "app"), Set.of(LIST));
        for (String channel : channels(call.get("channel"))) {
          String json = TranscriptText.json(call.get("message"));
          outcomes.add(ClientProbe.outcome(session.publish(channel, json)));
        }
        session.close();
      } catch (ExecutionException | IllegalArgumentException e) {
        outcomes.add("error: " + e.getMessage());
      }
      requests(transcript.get("request"), server.requests("POST"));
      JsonElement expected = transcript.getAsJsonObject("outcome").get("callback");
      String seen = outcomes.stream().filter(o -> !o.equals("ok")).findFirst().orElse("ok");
      outcome(expected.getAsString(), seen);
    }
  }

  private void broadcastToHubs(JsonObject transcript, JsonObject call) throws Exception {
    String seen = "error: no hub";
    try (ScriptedServer server = new ScriptedServer(null)) {
      for (JsonElement kind : call.getAsJsonArray("hubs")) {
        URI address = kind.getAsString().equals("reachable") ? server.uri("") : nobody();
        try {
          Session session =
              new ClientProbe(client).subscribe(address, text(call, "app"), Set.of(LIST));
          seen = ClientProbe.outcome(session.publish("ch", "{\"n\":1}"));
          session.close();
        } catch (ExecutionException e) {
          seen = seen.equals("ok") ? seen : "error: " + e.getCause().getMessage();
        }
      }
      requests(transcript.get("request"), server.requests("POST"));
      JsonElement expected = transcript.getAsJsonObject("outcome").get("callback");
      outcome(expected.getAsString(), seen);
    }
  }

  /** Where nobody listens: a port that was free a moment ago and that nobody ever accepted at. */
  private static URI nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  private void subscribe(JsonObject transcript, JsonObject call) throws Exception {
    JsonObject outcome = transcript.getAsJsonObject("outcome");
    JsonObject response = transcript.getAsJsonObject("response");
    boolean plain = category(transcript).equals("client-send");
    try (ScriptedServer server = new ScriptedServer(plain ? null : response)) {
      ClientProbe probe = new ClientProbe(client);
      String seen = "ok";
      List<JsonElement> emitted = List.of();
      try {
        Session session =
            probe.subscribe(
                server.uri(prefix(transcript)),
                text(call, "app"),
                new TreeSet<>(channels(call.get("channel"))));
        if (plain) {
          session.close();
        }
        emitted = probe.emittedToTheEnd();
      } catch (ExecutionException e) {
        seen = "error: " + e.getCause().getMessage();
      }
      requests(transcript.get("request"), server.requests("GET"));
      outcome(outcome.has("callback") ? outcome.get("callback").getAsString() : "ok", seen);
      List<JsonElement> expected = outcome.getAsJsonArray("emitted").asList();
      MismatchException.check(expected.equals(emitted), "emitted", expected, emitted);
    }
  }

  private void pair(JsonObject transcript, JsonObject call) throws Exception {
    JsonObject outcome = transcript.getAsJsonObject("outcome");
    ClientProbe probe = new ClientProbe(client);
    String channel = text(call, "subscribe");
    Session session = probe.subscribe(hub, text(call, "app"), Set.of(channel));
    JsonElement last = new JsonPrimitive("last " + System.nanoTime());
    int index = 0;
    for (JsonElement element : call.getAsJsonArray("broadcast")) {
      JsonObject sent = element.getAsJsonObject();
      String json = TranscriptText.json(sent.get("message"));
      String seen = ClientProbe.outcome(session.publish(text(sent, "channel"), json));
      outcome(outcome.getAsJsonArray("callbacks").get(index++).getAsString(), seen);
    }
    outcome("ok", ClientProbe.outcome(session.publish(channel, last.toString())));
    List<JsonElement> emitted = probe.emittedBefore(last);
    session.close();
    probe.emittedToTheEnd();
    List<JsonElement> expected = outcome.getAsJsonArray("emitted").asList();
    MismatchException.check(expected.equals(emitted), "emitted", expected, emitted);
  }

  /** An address is required: one without a host stands for none. */
  private void withoutHub(JsonObject transcript) throws Exception {
    String seen =
        ClientProbe.outcome(
            client.connect(URI.create(""), "app", Set.of("ch"), new ClientProbe(client)));
    boolean refused = transcript.getAsJsonObject("outcome").has("thrown");
    MismatchException.check(refused == seen.startsWith("error"), "no hub", "refused", seen);
  }

  /** After close nothing can be done with a session, and closing again is no failure. */
  private void close() throws Exception {
    try (ScriptedServer server = new ScriptedServer(null)) {
      ClientProbe probe = new ClientProbe(client);
      Session session = probe.subscribe(server.uri(""), "app", Set.of("ch"));
      session.close();
      probe.emittedToTheEnd();
      session.close();
      String seen = ClientProbe.outcome(session.publish("ch", "1"));
      MismatchException.check(seen.startsWith("error"), "after close", "a failure", seen);
      MismatchException.check(
          server.requests("POST").isEmpty(), "after close", "no request", "one");
    }
  }

  private static void outcome(String expected, String seen) throws MismatchException {
    boolean same = expected.startsWith("error") ? seen.startsWith("error") : expected.equals(seen);
    MismatchException.check(same, "outcome", expected, seen);
  }

  private static void requests(JsonElement expected, List<ScriptedServer.Request> seen)
      throws MismatchException {
    JsonArray all = new JsonArray();
    if (expected instanceof JsonArray list) {
      all = list;
    } else if (!expected.isJsonNull()) {
      all.add(expected);
    }
    MismatchException.check(all.size() == seen.size(), "requests", all, seen);
    for (int i = 0; i < seen.size(); i++) {
      request(all.get(i).getAsJsonObject(), seen.get(i));
    }
  }

  private static void request(JsonObject expected, ScriptedServer.Request seen)
      throws MismatchException {
    String path = expected.get("path").getAsString();
    MismatchException.check(path.equals(seen.path()), "path", path, seen.path());
    String body = TranscriptText.text(expected.get("body"));
    MismatchException.check(body.equals(seen.body()), "body", body, seen.body());
    if (expected.has("headers")) {
      for (Map.Entry<String, JsonElement> field : expected.getAsJsonObject("headers").entrySet()) {
        String value = seen.fields().get(field.getKey());
        MismatchException.check(
            field.getValue().getAsString().equals(value), field.getKey(), field.getValue(), value);
      }
    }
  }

  /** The hub's address is not in the transcripts: its path can be told from the request's. */
  private static String prefix(JsonObject transcript) {
    JsonElement request = transcript.get("request");
    String slash = transcript.get("id").getAsString().contains("slash") ? "/" : "";
    if (request instanceof JsonObject sent) {
      String path = sent.get("path").getAsString();
      return path.substring(0, Math.max(0, path.indexOf("/v1/"))) + slash;
    }
    return slash;
  }

  private static List<String> channels(JsonElement channel) {
    List<String> names = new ArrayList<>();
    if (channel instanceof JsonArray list) {
      list.forEach(name -> names.add(name.getAsString()));
    } else {
      names.add(channel.getAsString());
    }
    return names;
  }

  private static String category(JsonObject transcript) {
    return text(transcript, "category");
  }

  private static String text(JsonObject object, String field) {
    return object.get(field).getAsString();
  }
}
