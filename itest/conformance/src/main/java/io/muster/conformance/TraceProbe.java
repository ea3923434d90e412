package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A reader of one stream, as a trace describes it: reads always or on demand, and makes calls of
 * its own. Says what it sees in the words of the traces, where the end of a stream is an answer to
 * a reader who asks, and leaving ends the stream of a reader who waits.
 */
final class TraceProbe<T> implements Flow.Subscriber<T> {
  private final JsonObject step;
  private final Function<T, JsonElement> words;
  private final Function<JsonObject, JsonObject> calls;
  private final Consumer<JsonObject> events;
  private final boolean drains;
  private Flow.Subscription subscription;
  private int seen;
  private int asked;
  private boolean ended;

  /** A fault of a listener that the trace asks for. */
  static final class Boom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Boom(String message) {
      super(message);
    }
  }

  /**
   * @param step the step that opens the stream
   * @param words what a value says in a trace
   * @param calls makes a call and tells its outcome
   * @param events receives what is seen
   */
  TraceProbe(
      JsonObject step,
      Function<T, JsonElement> words,
      Function<JsonObject, JsonObject> calls,
      Consumer<JsonObject> events) {
    this.step = step;
    this.words = words;
    this.calls = calls;
    this.events = events;
    this.drains = step.get("mode").getAsString().equals("drain");
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (drains) {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(T value) {
    seen++;
    asked--;
    JsonObject event = event();
    event.add("value", words.apply(value));
    events.accept(event);
    List<JsonObject> reactions = reactions();
    if (!reactions.isEmpty()) {
      JsonArray outcomes = new JsonArray();
      event.add("calls", outcomes);
      reactions.forEach(reaction -> react(reaction, outcomes));
    }
  }

  private List<JsonObject> reactions() {
    if (!step.has("reactions")) {
      return List.of();
    }
    return step.getAsJsonArray("reactions").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(reaction -> reaction.get("on").getAsInt() == seen)
        .toList();
  }

  private void react(JsonObject reaction, JsonArray outcomes) {
    JsonObject outcome = new JsonObject();
    outcome.add("op", reaction.get("op"));
    outcomes.add(outcome);
    if (reaction.get("op").getAsString().equals("throw")) {
      String message = reaction.getAsJsonArray("args").get(0).getAsString();
      outcome.addProperty("error", message);
      throw new Boom(message);
    }
    outcome.add("args", reaction.get("args"));
    calls.apply(reaction).asMap().forEach(outcome::add);
    JsonObject after = event();
    after.add("afterCall", reaction.get("op"));
    events.accept(after);
  }

  @Override
  public void onError(Throwable fault) {
    ended = true;
    tell("error");
  }

  @Override
  public void onComplete() {
    ended = true;
    if (drains || asked > 0) {
      tell("end");
    }
  }

  /** Asks for one value. */
  void pull() {
    if (ended) {
      tell("end");
    } else {
      asked++;
      subscription.request(1);
    }
  }

  /** Leaves. */
  void abort() {
    subscription.cancel();
    if (drains || asked > 0) {
      tell("end");
    }
    tell("aborted");
  }

  private void tell(String what) {
    JsonObject event = event();
    event.addProperty(what, true);
    events.accept(event);
  }

  private JsonObject event() {
    JsonObject event = new JsonObject();
    event.add("stream", step.get("as"));
    return event;
  }
}
