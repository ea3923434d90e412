package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.staging.StagingFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs {@code staging-traces/1}. For a trace that is marked as a defect, the trace with the same id
 * in {@code staging-expectations.json} says what is better. That file knows one operation more:
 * {@code churn(address, n)} stages and unstages n times. Errors are {@code closed}, {@code refused}
 * and {@code immutable}; a stream that ends with an error has {@code error}.
 */
@Component
public final class StagingSuite implements ConformanceSuite {
  private final StagingFactory factory;
  private final Map<String, JsonObject> expectations = new HashMap<>();

  /** Called by Declarative Services, or with the factory under test. */
  @Activate
  public StagingSuite(@Reference(name = "factory") StagingFactory factory) {
    this.factory = factory;
    try (InputStream in = StagingSuite.class.getResourceAsStream("staging-expectations.json");
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      for (JsonElement trace :
          JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("traces")) {
        expectations.put(trace.getAsJsonObject().get("id").getAsString(), trace.getAsJsonObject());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String format() {
    return "staging-traces/1";
  }

  @Override
  public Outcome run(JsonObject item, JsonObject file) {
    JsonElement defect = item.get("upstreamDefect");
    if (defect == null || defect.isJsonNull()) {
      return check(item);
    }
    Outcome harmless = endure(item);
    if (harmless.kind() == Outcome.Kind.FAILED) {
      return harmless;
    }
    JsonObject better = expectations.get(item.get("id").getAsString());
    return better == null ? harmless : check(better);
  }

  /** Runs a trace and compares every step. */
  private Outcome check(JsonObject trace) {
    try (TraceRun run = new TraceRun(factory)) {
      for (JsonElement element : trace.getAsJsonArray("steps")) {
        JsonObject step = element.getAsJsonObject();
        JsonObject seen = run.step(step);
        JsonObject expected = expected(step);
        if (!TraceJson.same(expected, seen)) {
          return Outcome.failed(
              step.get("t") + " " + step.get("op") + ": expected " + expected + ", saw " + seen);
        }
      }
    }
    return Outcome.passed();
  }

  /** Runs a trace for which there is no expectation. */
  private Outcome endure(JsonObject trace) {
    try (TraceRun run = new TraceRun(factory)) {
      for (JsonElement step : trace.getAsJsonArray("steps")) {
        run.step(step.getAsJsonObject());
      }
      return run.isSound()
          ? Outcome.skipped("no expectation; ran without harm")
          : Outcome.failed("the bench no longer finds what it lists");
    }
  }

  private static JsonObject expected(JsonObject step) {
    JsonObject expected = new JsonObject();
    if (step.has("error")) {
      expected.addProperty("error", kind(step.get("error").getAsString()));
    } else if (step.has("result") && !step.get("op").getAsString().equals("buffered")) {
      expected.add("result", step.get("result"));
    }
    if (step.has("events") && !step.getAsJsonArray("events").isEmpty()) {
      expected.add("events", events(step.getAsJsonArray("events")));
    }
    return expected;
  }

  private static JsonArray events(JsonArray events) {
    JsonArray expected = events.deepCopy();
    for (JsonElement event : expected) {
      JsonArray calls = event.getAsJsonObject().getAsJsonArray("calls");
      if (calls != null) {
        calls.forEach(call -> renameError(call.getAsJsonObject()));
      }
    }
    return expected;
  }

  private static void renameError(JsonObject call) {
    if (call.has("error")) {
      call.addProperty("error", kind(call.get("error").getAsString()));
    }
  }

  private static String kind(String message) {
    if (message.contains("is closed")) {
      return "closed";
    }
    return message.contains("not a valid multiserver-address") ? "refused" : message;
  }
}
