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

  private final Setup setup;
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

  /** Opens the disk of a directory, which is made if it is not there. */
  interface Disks {
    Disk at(Path directory) throws IOException;
  }

  /** How the directory is opened, and how long after a failure it is tried again. */
  record Setup(Path directory, FileStoreLimits limits, Disks disks, Duration again) {
    static Setup of(Path directory, FileStoreLimits limits) {
      return new Setup(directory, limits, RealDisk::at, Duration.ofSeconds(10));
    }
  }

  StoreLife(Setup setup, InstantSource clock, Logger log, Offer offer) {
    this.setup = setup;
    this.clock = clock;
    this.log = log;
    this.offer = offer;
  }

  /** The store that is open now, or null. */
  FileStore store() {
    synchronized (lock) {
      return open;
    }
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
      Duration wait = setup.again();
      try {
        serve();
        again = !isStopped();
        wait = wait.dividedBy(10); // readers met damage: opened anew at once, unless it goes on so
      } catch (StoreException e) {
        log.error("{}", e.getMessage());
        again = e.reason() != StoreException.Reason.VERSION;
      } catch (IOException e) {
        log.error("{}", StoreErrors.failed("Opening " + setup.directory(), e).getMessage());
      }
      again = again && !stopsWithin(wait);
    }
  }

  private void serve() throws IOException {
    Disk disk = setup.disks().at(setup.directory());
    try (DirectoryLock held = patientLock()) {
      if (held != null) {
        serve(disk);
      }
    }
  }

  private void serve(Disk disk) throws IOException {
    Recovery.Recovered recovered =
        Recovery.open(disk, setup.limits(), salts, text -> log.warn("{}", text));
    FileStore store = new FileStore(disk, recovered, setup.limits(), text -> log.warn("{}", text));
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
        return DirectoryLock.take(setup.directory(), clock.instant());
      } catch (StoreException e) {
        waited = waited.plus(AGAIN);
        if (waited.compareTo(setup.limits().lockWait()) > 0) {
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
