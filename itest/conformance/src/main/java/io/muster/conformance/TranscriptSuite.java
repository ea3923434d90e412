package io.muster.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.hub.spi.Rendezvous;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs {@code signalhub-transcripts/1}: those of a hub against ours, those of the npm client with
 * our client. For a transcript that is marked as a defect, the one with the same id in {@code
 * signalhub-expectations.json} says what is better. Transcripts that wait for a heartbeat wait
 * together.
 */
@Component
public final class TranscriptSuite implements ConformanceSuite {
  private static final String RUNTIME = "org.osgi.service.servlet.runtime.HttpServiceRuntime";
  private static final String ENDPOINT = "osgi.http.endpoint";
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final Rendezvous client;
  private final Supplier<URI> hub;
  private final Duration heartbeat;
  private final Map<String, JsonObject> expectations = new HashMap<>();
  private final Map<String, FutureTask<Outcome>> waiting = new HashMap<>();
  private JsonObject waitingOf;

  /** Called by Declarative Services: the hub is the one that the HTTP service offers. */
  @Activate
  public TranscriptSuite(
      BundleContext context,
      @Reference(name = "client", target = "(" + Rendezvous.SCHEMES + "=http)") Rendezvous client) {
    this(client, () -> endpoint(context), HEARTBEAT);
  }

  /**
   * Called with the parts under test.
   *
   * @param client the client
   * @param hub where the hub is
   * @param heartbeat how often the hub sends a comment
   */
  public TranscriptSuite(Rendezvous client, Supplier<URI> hub, Duration heartbeat) {
    this.client = client;
    this.hub = hub;
    this.heartbeat = heartbeat;
    try (InputStream in = TranscriptSuite.class.getResourceAsStream("signalhub-expectations.json");
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      JsonObject file = JsonParser.parseReader(reader).getAsJsonObject();
      for (JsonElement element : file.getAsJsonArray("transcripts")) {
        JsonObject transcript = element.getAsJsonObject();
        expectations.put(transcript.get("id").getAsString(), transcript);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI endpoint(BundleContext context) {
    ServiceReference<?> runtime = context.getServiceReference(RUNTIME);
    Object endpoints = runtime == null ? null : runtime.getProperty(ENDPOINT);
    if (endpoints instanceof String[] all && all.length > 0) {
      return URI.create(all[0]);
    }
    throw new IllegalStateException("no HTTP service is active, so no hub");
  }

  @Override
  public String format() {
    return "signalhub-transcripts/1";
  }

  @Override
  public Outcome run(JsonObject item, JsonObject file) throws Exception {
    return item.has("waited") ? together(item, file).get() : judge(item, file, true);
  }

  /** With the first transcript that waits, all of them begin. */
  private FutureTask<Outcome> together(JsonObject item, JsonObject file) throws Exception {
    synchronized (waiting) {
      if (waitingOf != file) {
        waitingOf = file;
        waiting.clear();
        try (HubTranscript empty = new HubTranscript(hub.get(), heartbeat, file)) {
          empty.awaitEmptyHub();
        }
        for (JsonElement element : file.getAsJsonArray("transcripts")) {
          JsonObject other = element.getAsJsonObject();
          if (other.has("waited")) {
            waiting.put(other.get("id").getAsString(), begin(other, file));
          }
        }
      }
      return waiting.get(item.get("id").getAsString());
    }
  }

  private FutureTask<Outcome> begin(JsonObject item, JsonObject file) {
    FutureTask<Outcome> running = new FutureTask<>(() -> judge(item, file, false));
    Thread thread = new Thread(running, "muster-conformance-wait");
    thread.setDaemon(true);
    thread.start();
    return running;
  }

  private Outcome judge(JsonObject item, JsonObject file, boolean alone) throws Exception {
    JsonElement defect = item.get("upstreamDefect");
    boolean marked = defect != null && !defect.isJsonNull();
    JsonObject better = marked ? expectations.get(item.get("id").getAsString()) : null;
    try {
      play(better == null ? item : better, file, alone);
      return marked && better == null ? Outcome.skipped("as the original") : Outcome.passed();
    } catch (MismatchException e) {
      if (!marked || better != null) {
        return Outcome.failed(e.getMessage());
      }
      checkAlive(file);
      return Outcome.skipped(e.getMessage());
    }
  }

  private void play(JsonObject transcript, JsonObject file, boolean alone) throws Exception {
    if (transcript.get("category").getAsString().startsWith("client-")) {
      new ClientTranscript(client, hub.get()).play(transcript);
      return;
    }
    try (HubTranscript run = new HubTranscript(hub.get(), heartbeat, file)) {
      if (alone) {
        run.awaitEmptyHub();
      }
      run.play(transcript);
    }
  }

  /** A defect that is met without an expectation must not have hurt the hub. */
  private void checkAlive(JsonObject file) throws Exception {
    try (HubTranscript after = new HubTranscript(hub.get(), heartbeat, file)) {
      after.awaitEmptyHub();
    }
  }
}
