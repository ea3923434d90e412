package io.muster.staging.provider;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.osgi.service.log.Logger;

/** The thread {@code muster-staging}, on which listeners of the host's bench are called. */
final class CallbackThread implements Executor {
  private static final long PATIENCE_MS = 3_000;

  private final ExecutorService executor;
  private final Logger log;
  private volatile Thread thread;

  CallbackThread(Logger log) {
    this.log = log;
    this.executor = Executors.newSingleThreadExecutor(this::create);
  }

  private Thread create(Runnable work) {
    thread = new Thread(work, "muster-staging");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable command) {
    executor.execute(command);
  }

  /** Lets what was accepted finish, but not for ever. */
  void stop() {
    executor.shutdown();
    if (Thread.currentThread() == thread) {
      return; // a listener stops the bundle: the thread ends when it returns
    }
    try {
      if (!executor.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        log.warn("A staging listener still runs after {} ms and is interrupted", PATIENCE_MS);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
