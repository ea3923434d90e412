package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.muster.staging.Staging;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingFactory;
import io.muster.staging.StagingFactory.PrivateStaging;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** One run of one trace on fresh benches: carries the steps out and tells what came of each. */
final class TraceRun implements AutoCloseable {
  private final StagingFactory factory;
  private final Map<String, PrivateStaging> benches = new HashMap<>();
  private final Map<String, TraceProbe<?>> streams = new HashMap<>();
  private final Map<String, Iterator<StagingEntry>> iterators = new HashMap<>();
  private final Map<String, Object> kept = new HashMap<>();
  private JsonArray events = new JsonArray();
  private volatile Instant now = Instant.EPOCH;

  TraceRun(StagingFactory factory) {
    this.factory = factory;
    benches.put("", create());
  }

  private PrivateStaging create() {
    return factory.create(() -> now, Runnable::run);
  }

  /** Carries a step out: what it answered ({@code result} or {@code error}), and the events. */
  JsonObject step(JsonObject step) {
    now = TraceJson.instant(step.get("t").getAsString());
    events = new JsonArray();
    JsonObject outcome = call(step);
    if (!events.isEmpty()) {
      outcome.add("events", events);
    }
    return outcome;
  }

  private void see(JsonObject event) {
    events.add(event);
  }

  private JsonObject call(JsonObject call) {
    JsonObject outcome = new JsonObject();
    try {
      JsonElement result = result(call);
      if (result != null) {
        outcome.add("result", result);
      }
    } catch (IllegalStateException e) {
      outcome.addProperty("error", "closed");
    } catch (IllegalArgumentException e) {
      outcome.addProperty("error", "refused");
    } catch (UnsupportedOperationException e) {
      outcome.addProperty("error", "immutable");
    }
    return outcome;
  }

  private JsonElement result(JsonObject call) {
    Staging bench = benches.get(call.has("instance") ? call.get("instance").getAsString() : "");
    String op = call.get("op").getAsString();
    return switch (op) {
      case "stage" -> new JsonPrimitive(stage(bench, call));
      case "unstage" -> new JsonPrimitive(bench.unstage(address(call)));
      case "get" -> get(bench, call);
      case "entries" -> TraceJson.of(keep(call, bench.entries()));
      case "listen", "liveEntries" -> open(bench, call);
      case "iterator" -> iterator(bench, call);
      case "next" -> next(call);
      case "churn" -> churn(bench, call);
      default -> onOthers(op, call);
    };
  }

  /** The operations that do not call the bench's own methods, or end it. */
  private JsonElement onOthers(String op, JsonObject call) {
    switch (op) {
      case "close" -> {
        benches.get(call.has("instance") ? call.get("instance").getAsString() : "").close();
        return TraceJson.undefined();
      }
      case "new" -> {
        benches.put(text(call, 0), create());
        return new JsonPrimitive("instance");
      }
      case "pull" -> streams.get(text(call, 0)).pull();
      case "abort" -> streams.get(text(call, 0)).abort();
      case "buffered" -> {} // how much waits is the provider's own affair
      case "set" -> TraceKept.set(kept.get(text(call, 0)), path(call), argument(call, 2));
      default -> throw new AssertionError("There is no operation " + op);
    }
    return null;
  }

  /** Only a text can be an address and only a map can be data: others are refused by the types. */
  private static String address(JsonObject call) {
    JsonElement address = argument(call, 0);
    if (address.isJsonPrimitive() && address.getAsJsonPrimitive().isString()) {
      return address.getAsString();
    }
    throw new IllegalArgumentException("not a text: " + address);
  }

  private boolean stage(Staging bench, JsonObject call) {
    String address = address(call);
    JsonElement given = argument(call, 1);
    Object data = TraceJson.isUndefined(given) ? Map.of() : TraceJson.toJava(given);
    if (data instanceof Map<?, ?> map) {
      return bench.stage(address, fields(keep(call, map)));
    }
    if (data == null) {
      return bench.stage(address, null);
    }
    throw new IllegalArgumentException("not a map: " + given);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> fields(Map<?, ?> data) {
    return (Map<String, ?>) data; // the names in a JSON object are texts
  }

  private JsonElement get(Staging bench, JsonObject call) {
    return bench
        .get(address(call))
        .map(entry -> TraceJson.of(keep(call, entry)))
        .orElseGet(TraceJson::undefined);
  }

  private JsonElement open(Staging bench, JsonObject step) {
    String name = step.has("as") ? step.get("as").getAsString() : "";
    if (step.get("op").getAsString().equals("listen")) {
      var publisher = bench.listen();
      var probe = new TraceProbe<StagingChange>(step, TraceJson::of, this::call, this::see);
      streams.put(name, probe);
      publisher.subscribe(probe);
    } else {
      var publisher = bench.liveEntries();
      var probe = new TraceProbe<List<StagingEntry>>(step, TraceJson::of, this::call, this::see);
      streams.put(name, probe);
      publisher.subscribe(probe);
    }
    return new JsonPrimitive("stream");
  }

  private JsonElement iterator(Staging bench, JsonObject step) {
    iterators.put(step.get("as").getAsString(), bench.entries().iterator());
    return new JsonPrimitive("iterator");
  }

  private JsonElement next(JsonObject step) {
    Iterator<StagingEntry> iterator = iterators.get(text(step, 0));
    JsonObject next = new JsonObject();
    if (iterator.hasNext()) {
      next.add("value", TraceJson.pair(iterator.next()));
    } else {
      next.addProperty("done", true);
    }
    return next;
  }

  /** Stages and unstages one address many times over. */
  private static JsonElement churn(Staging bench, JsonObject step) {
    for (int i = argument(step, 1).getAsInt(); i > 0; i--) {
      bench.stage(text(step, 0), Map.of());
      bench.unstage(text(step, 0));
    }
    return TraceJson.undefined();
  }

  private <T> T keep(JsonObject step, T value) {
    if (step.has("keep")) {
      kept.put(step.get("keep").getAsString(), value);
    }
    return value;
  }

  private static List<String> path(JsonObject step) {
    return StreamSupport.stream(argument(step, 1).getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsString)
        .toList();
  }

  private static String text(JsonObject step, int index) {
    return argument(step, index).getAsString();
  }

  private static JsonElement argument(JsonObject step, int index) {
    JsonArray args = step.getAsJsonArray("args");
    return args != null && index < args.size() ? args.get(index) : TraceJson.undefined();
  }

  /** A bench of this run is as consistent as it was: what it lists, it also finds. */
  boolean isSound() {
    return benches.values().stream().allMatch(TraceRun::isSound);
  }

  private static boolean isSound(Staging bench) {
    try {
      return bench.entries().stream()
          .allMatch(e -> bench.get(e.address().toString()).equals(Optional.of(e)));
    } catch (IllegalStateException closed) {
      return true;
    }
  }

  @Override
  public void close() {
    benches.values().forEach(PrivateStaging::close);
  }
}
