package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One transcript played to a hub. Waits of a transcript are one heartbeat of the hub. */
final class HubTranscript implements AutoCloseable {
  private static final String BEAT = ":heartbeat signal\n\n";
  private static final long SOON_MILLIS = 30_000;
  private static final long QUIET_MILLIS = 100;
  private static final long EMPTY_MILLIS = 70_000;

  private final URI hub;
  private final Duration heartbeat;
  private final JsonObject corsFields;
  private final Map<String, RawStream> streams = new HashMap<>();

  HubTranscript(URI hub, Duration heartbeat, JsonObject file) {
    this.hub = hub;
    this.heartbeat = heartbeat;
    this.corsFields =
        file.has("corsHeaders") ? file.getAsJsonObject("corsHeaders") : new JsonObject();
  }

  /** Waits until nobody of earlier transcripts is left. */
  void awaitEmptyHub() throws IOException, InterruptedException, MismatchException {
    awaitSubscribers(0, EMPTY_MILLIS);
  }

  void play(JsonObject transcript) throws Exception {
    if (transcript.has("before")) {
      for (JsonElement step : transcript.getAsJsonArray("before")) {
        before(step.getAsJsonObject());
      }
    }
    exchange(transcript, "request");
    if (transcript.has("then")) {
      for (JsonElement step : transcript.getAsJsonArray("then")) {
        exchange(step.getAsJsonObject(), "then");
      }
    }
    observe(transcript, "observed", SOON_MILLIS);
    observe(transcript, "observedAfterWait", heartbeat.toMillis() + SOON_MILLIS);
  }

  private void before(JsonObject step) throws Exception {
    String name = step.get("conn").getAsString();
    if (step.has("disconnect")) {
      streams.remove(name).close();
    } else {
      exchange(step, name);
    }
  }

  /** Sends a request and compares its answer; a stream is kept under the name. */
  private void exchange(JsonObject step, String name) throws Exception {
    JsonObject request = step.getAsJsonObject("request");
    JsonObject expected = step.getAsJsonObject("response");
    String title = request.get("method").getAsString() + " " + request.get("path").getAsString();
    RawConnection connection = new RawConnection(hub);
    boolean kept = false;
    try {
      connection.send(request);
      boolean stream = isStream(request, expected);
      RawAnswer seen = stream ? connection.head() : answer(connection, request);
      MismatchException.check(!expected.has("connectionClosed"), title, "no answer", seen);
      compare(title, expected, seen);
      if (stream) {
        kept = true;
        streams.put(name, new RawStream(connection));
      }
    } catch (EOFException e) {
      MismatchException.check(
          expected.has("connectionClosed"), title, expected, "a connection that was cut");
    } finally {
      if (!kept) {
        connection.close();
      }
    }
  }

  /** The count of subscribers follows a leave; whoever asks may have to ask again. */
  private RawAnswer answer(RawConnection connection, JsonObject request) throws IOException {
    return connection.answer(request.get("method").getAsString().equals("HEAD"));
  }

  private static boolean isStream(JsonObject request, JsonObject expected) {
    return request.get("method").getAsString().equals("GET")
        && expected.has("headers")
        && expected.getAsJsonObject("headers").has("content-type")
        && expected
            .getAsJsonObject("headers")
            .get("content-type")
            .getAsString()
            .startsWith("text/event-stream");
  }

  private void compare(String title, JsonObject expected, RawAnswer seen) throws Exception {
    int status = expected.get("status").getAsInt();
    boolean preflight = title.startsWith("OPTIONS") && seen.status() == 204;
    MismatchException.check(seen.status() == status || preflight, title + " status", status, seen);
    if (expected.has("cors") && expected.get("cors").getAsBoolean()) {
      for (Map.Entry<String, JsonElement> field : corsFields.entrySet()) {
        if (!field.getKey().equals("access-control-allow-credentials")) {
          field(title, field.getKey(), field.getValue().getAsString(), seen);
        }
      }
    }
    if (expected.has("headers")) {
      for (Map.Entry<String, JsonElement> field : expected.getAsJsonObject("headers").entrySet()) {
        if (!field.getKey().equals("content-length")
            && !field.getKey().equals("transfer-encoding")) {
          field(title, field.getKey(), field.getValue().getAsString(), seen);
        }
      }
    }
    if (expected.has("body")) {
      body(title, TranscriptText.text(expected.get("body")), seen);
    }
  }

  private static void field(String title, String name, String expected, RawAnswer seen)
      throws MismatchException {
    String value = seen.fields().get(name);
    MismatchException.check(
        value != null && normal(expected).equals(normal(value)),
        title + " field " + name,
        expected,
        value);
  }

  private static String normal(String value) {
    return value.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  /** Of the answer about the hub itself the counts are compared, its name and version are not. */
  private void body(String title, String expected, RawAnswer seen) throws Exception {
    if (!expected.contains("\"subscribers\"")) {
      MismatchException.check(expected.equals(seen.body()), title + " body", expected, seen.body());
      return;
    }
    JsonObject counts = JsonParser.parseString(expected).getAsJsonObject();
    JsonObject about = awaitSubscribers(counts.get("subscribers").getAsInt(), SOON_MILLIS);
    if (counts.has("connections")) {
      int connections = counts.get("connections").getAsInt();
      MismatchException.check(
          about.get("connections").getAsInt() == connections, title, expected, about);
    }
    MismatchException.check(about.has("name") && about.has("version"), title, expected, about);
  }

  /** Asks until the count is right: that a stream has ended is noticed after its end. */
  private JsonObject awaitSubscribers(int count, long millis)
      throws IOException, InterruptedException, MismatchException {
    long end = System.nanoTime() + millis * 1_000_000;
    JsonObject ask = new JsonObject();
    ask.addProperty("method", "GET");
    ask.addProperty("path", "/");
    while (true) {
      JsonObject about;
      try (RawConnection connection = new RawConnection(hub)) {
        connection.send(ask);
        about = JsonParser.parseString(connection.answer(false).body()).getAsJsonObject();
      }
      if (about.get("subscribers").getAsInt() == count) {
        return about;
      }
      MismatchException.check(System.nanoTime() < end, "subscribers", count, about);
      Thread.sleep(10);
    }
  }

  /** Waits until a text has come, the stream has ended or the time is over. */
  private static void await(RawStream stream, String text, long millis)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!matches(text, stream.await(0, 0)) && stream.isOpen() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  /** On a slow machine a heartbeat may come before what is awaited, or one more after it. */
  private static boolean matches(String expected, String seen) {
    boolean beats = seen.split(BEAT, -1).length >= expected.split(BEAT, -1).length;
    return beats && seen.replace(BEAT, "").equals(expected.replace(BEAT, ""));
  }

  private void observe(JsonObject transcript, String field, long millis) throws Exception {
    if (!transcript.has(field)) {
      return;
    }
    JsonArray all = transcript.getAsJsonArray(field);
    for (JsonElement element : all) {
      JsonObject expected = element.getAsJsonObject();
      RawStream stream = streams.get(expected.get("conn").getAsString());
      await(stream, TranscriptText.text(expected.get("text")), millis);
      if (expected.has("closed")) {
        stream.await(Integer.MAX_VALUE, millis);
      }
    }
    Thread.sleep(QUIET_MILLIS); // what would be too much has now come as well
    for (JsonElement element : all) {
      JsonObject expected = element.getAsJsonObject();
      String name = expected.get("conn").getAsString();
      RawStream stream = streams.get(name);
      String text = TranscriptText.text(expected.get("text"));
      String seen = stream.await(0, 0);
      MismatchException.check(matches(text, seen), field + " by " + name, text, seen);
      boolean open = !expected.has("closed");
      MismatchException.check(open == stream.isOpen(), name + " open", open, stream.isOpen());
    }
  }

  @Override
  public void close() throws IOException {
    for (RawStream stream : streams.values()) {
      stream.close();
    }
  }
}
