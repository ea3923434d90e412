package io.muster.events.provider;

import io.muster.events.provider.thread.TopicThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.log.Logger;

/**
 * The threads of one open topic: its own, those of handlers' calls, and one for callers' stages.
 */
final class TopicThreads implements AutoCloseable {
  private static final int CALLERS_QUEUE = 2 * ServerService.MAX_UNDER_WAY;
  private static final long PATIENCE_MS = 1_000;

  private final String name;
  private final Logger log;
  final TopicThread topic;
  private final ThreadPoolExecutor handlers;
  private final ThreadPoolExecutor callers;

  private final int handlersAtMost;

  TopicThreads(String topicName, int handlersAtMost, Logger log) {
    this.name = "muster-events-" + topicName;
    this.handlersAtMost = handlersAtMost;
    this.log = log;
    topic = new TopicThread(name, this::failed);
    AtomicInteger number = new AtomicInteger();
    handlers =
        new HandlerPool(
            handlersAtMost, task -> daemon(task, name + "-handler-" + number.incrementAndGet()));
    callers =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(CALLERS_QUEUE),
            task -> daemon(task, name + "-caller"),
            (task, pool) -> task.run()); // also when it is shut down: no stage is left open
    callers.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void failed(Throwable failure) {
    log.error("Topic thread {}: a task failed; what was confirmed is kept", name, failure);
  }

  TopicTools.Threads tools() {
    return new TopicTools.Threads(topic, topic, handlers, handlersAtMost, callers);
  }

  /** Interrupts handlers, lets callers' stages complete; takes less than 3 s beside the topic. */
  @Override
  public void close() {
    topic.close();
    handlers.shutdownNow();
    callers.shutdown();
    await(handlers, "a handler does not return");
    await(callers, "a callback of a stage does not return");
  }

  private void await(ThreadPoolExecutor pool, String suspicion) {
    try {
      if (!pool.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        log.warn("Thread {} is still busy after {} ms: {}", name, PATIENCE_MS, suspicion);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
