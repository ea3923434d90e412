package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.service.log.Logger;

/**
 * Locks and recovers the directory, offers the store, writes until stopped. All on one thread. When
 * the disk has failed or somebody else has the directory, it takes the offer back and tries again
 * later from the beginning: what is not known to be on disk is copied then.
 */
final class StoreLife implements Runnable {
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final Path directory;
  private final FileStoreLimits limits;
  private final InstantSource clock;
  private final Logger log;
  private final Offer offer;
  private final LongSupplier salts = new SecureRandom()::nextLong;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Object lock = new Object();
  private FileStore open;

  /** Is told when the store can be used, and when it can no more; on the store's thread. */
  interface Offer {
    void begin(FileStore store);

    void end();
  }

  StoreLife(Path directory, FileStoreLimits limits, InstantSource clock, Logger log, Offer offer) {
    this.directory = directory;
    this.limits = limits;
    this.clock = clock;
    this.log = log;
    this.offer = offer;
  }

  /** Makes {@link #run} end soon. May be called by any thread, also twice. */
  void stop() {
    stopped.countDown();
    synchronized (lock) {
      if (open != null) {
        open.stop();
      }
    }
  }

  @Override
  public void run() {
    boolean again = true;
    while (again) {
      try {
        serve();
        again = !isStopped();
      } catch (StoreException e) {
        log.error("{}", e.getMessage());
        again = e.reason() != StoreException.Reason.VERSION;
      } catch (IOException e) {
        log.error("{}", StoreErrors.failed("Opening " + directory, e).getMessage());
      }
      again = again && !stopsWithin(AFTER_FAILURE);
    }
  }

  private void serve() throws IOException {
    RealDisk disk = RealDisk.at(directory);
    try (DirectoryLock held = patientLock()) {
      if (held != null) {
        serve(disk);
      }
    }
  }

  private void serve(RealDisk disk) throws IOException {
    Recovery.Recovered recovered = Recovery.open(disk, limits, salts, text -> log.warn("{}", text));
    FileStore store = new FileStore(disk, recovered, limits, text -> log.warn("{}", text));
    synchronized (lock) {
      open = store;
    }
    if (isStopped()) {
      store.stop();
    } else {
      offer.begin(store);
    }
    try {
      store.run();
    } finally {
      synchronized (lock) {
        open = null;
      }
      offer.end();
    }
    if (store.failure() != null) {
      throw store.failure();
    }
  }

  /** Waits for a predecessor that is still closing; null if stopped meanwhile. */
  private DirectoryLock patientLock() throws IOException {
    Duration waited = Duration.ZERO;
    while (!isStopped()) {
      try {
        return DirectoryLock.take(directory, clock.instant());
      } catch (StoreException e) {
        waited = waited.plus(AGAIN);
        if (waited.compareTo(limits.lockWait()) > 0) {
          throw e;
        }
      }
      stopsWithin(AGAIN);
    }
    return null;
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private boolean stopsWithin(Duration time) {
    try {
      return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return isStopped(); // nobody has a reason to interrupt this thread
    }
  }
}
