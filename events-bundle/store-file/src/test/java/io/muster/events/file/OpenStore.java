package io.muster.events.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A store with its thread, over any disk. */
final class OpenStore implements AutoCloseable {
  static final FileStoreLimits SMALL = new FileStoreLimits(16 << 10, 8 << 20, 0, Duration.ZERO);

  final FileStore store;
  private final Thread thread;

  private OpenStore(FileStore store) {
    this.store = store;
    this.thread = new Thread(this::run, "muster-events-file");
    thread.start();
  }

  static OpenStore over(Disk disk, FileStoreLimits limits) throws IOException {
    return over(disk, limits, text -> {});
  }

  static OpenStore over(Disk disk, FileStoreLimits limits, Consumer<String> warnings)
      throws IOException {
    Recovery.Recovered recovered = Recovery.open(disk, limits, salts(), warnings);
    return new OpenStore(new FileStore(disk, recovered, limits, warnings));
  }

  static LongSupplier salts() {
    return new Random(42)::nextLong;
  }

  private void run() {
    try {
      store.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the store ends by itself. */
  void awaitEnd() throws InterruptedException {
    thread.join(30_000);
    if (thread.isAlive()) {
      throw new AssertionError("The store does not end by itself");
    }
  }

  @Override
  public void close() {
    store.stop();
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("The store's thread does not end");
    }
  }
}
