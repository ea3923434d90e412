package io.muster.events.provider;

import io.muster.events.LeaveReport;
import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Says goodbye: running handlers end, what is open is written, one member gets all of it; each wait
 * has an end. Confined to the topic's thread.
 */
final class Departure {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final OpenTopic topic;
  private final Timers timers;
  private final CompletableFuture<LeaveReport> done;
  private int interrupted;

  Departure(OpenTopic topic, CompletableFuture<LeaveReport> done) {
    this.topic = topic;
    this.timers = topic.core().tools().threads().timers();
    this.done = done;
  }

  void begin() {
    topic.stopHandlers();
    until(this::isQuiet, topic.core().now(), this::write);
  }

  private boolean isQuiet() {
    return topic.runningHandlers() == 0 && topic.role().underWay() == 0;
  }

  private void write() {
    interrupted = topic.runningHandlers();
    topic.core().writer().flush().whenComplete((written, failure) -> spread());
  }

  private void spread() {
    until(() -> topic.notReplicated() == 0, topic.core().now(), this::report);
  }

  private void report() {
    long left = topic.notReplicated();
    done.complete(new LeaveReport(left == 0, left, interrupted));
  }

  private void until(BooleanSupplier condition, long since, Runnable then) {
    if (condition.getAsBoolean() || topic.core().now() - since >= PATIENCE.toMillis()) {
      then.run();
    } else {
      timers.schedule(GLANCE, () -> until(condition, since, then));
    }
  }
}
