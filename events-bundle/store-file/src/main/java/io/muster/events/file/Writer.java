package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes changes from any thread and commits what has gathered while the disk was busy, all at once.
 * What only drops waits a while for company, so that it costs no fsync of its own; the order of the
 * changes stays. Its loop is run by one private thread, which nobody interrupts. The lock guards
 * the queue alone.
 */
final class Writer {
  private static final int MAX_GROUP_OPS = 4096;
  private static final int MAX_PATIENT_OPS = 1024;
  private static final long MAX_GROUP_BYTES = 4L << 20;
  private static final long COMPACT_FROM_BYTES = 64 << 10;

  private final Journal journal;
  private final Compactor compactor;
  private final BiConsumer<Segment, String> damages;
  private final FileStoreLimits limits;
  private final Consumer<String> warnings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Op<?>> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int urgent;
  private boolean patienceIsOver;
  private boolean closing;
  private boolean mayCompact = true;

  Writer(
      Journal journal,
      Compactor compactor,
      FileStoreLimits limits,
      BiConsumer<Segment, String> damages,
      Consumer<String> warnings) {
    this.journal = journal;
    this.compactor = compactor;
    this.damages = damages;
    this.limits = limits;
    this.warnings = warnings;
  }

  <T> CompletionStage<T> submit(Op<T> op) {
    StoreException refusal = offer(op);
    if (refusal != null) {
      op.fail(refusal);
    }
    return op.stage().minimalCompletionStage();
  }

  private StoreException offer(Op<?> op) {
    lock.lock();
    try {
      if (closing) {
        return journal.failure() == null ? StoreErrors.closed() : journal.failure();
      }
      if (queuedBytes > 0 && queuedBytes + op.bytes() > limits.queueBytes()) {
        return StoreErrors.busy(queuedBytes);
      }
      queue.add(op);
      queuedBytes += op.bytes();
      urgent += op.isPatient() ? 0 : 1;
      boolean isFirstUrgent = urgent == 1 && !op.isPatient();
      if (isFirstUrgent || queue.size() == 1 || queue.size() == MAX_PATIENT_OPS) {
        changed.signal(); // else the thread is at work, or knows
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** No further change is taken; those that wait are still written. */
  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Commits until closed, or until the disk has failed; every change is answered. */
  void run() throws IOException {
    try {
      for (List<Op<?>> group = take(); !group.isEmpty(); group = take()) {
        commit(group);
      }
    } finally {
      close();
      failRest();
      journal.close();
    }
  }

  private void commit(List<Op<?>> group) {
    try {
      journal.commit(group);
    } catch (RuntimeException e) {
      StoreException failure = journal.fail("Writing", new IOException(e));
      group.forEach(op -> op.fail(failure));
    }
  }

  private void failRest() {
    for (List<Op<?>> rest = poll(); !rest.isEmpty(); rest = poll()) {
      StoreException why = journal.failure() == null ? StoreErrors.closed() : journal.failure();
      rest.forEach(op -> op.fail(why));
    }
  }

  /** What is to be written, at least one; empty if the writer is closed and nothing waits. */
  private List<Op<?>> take() {
    while (journal.failure() == null) {
      List<Op<?>> group = poll();
      if (!group.isEmpty()) {
        mayCompact = true;
        return group;
      }
      if (isClosing() || !compact()) {
        if (!await()) {
          return List.of();
        }
      }
    }
    return List.of();
  }

  private List<Op<?>> poll() {
    List<Op<?>> group = new ArrayList<>();
    long bytes = 0;
    lock.lock();
    try {
      if (urgent == 0 && !patienceIsOver && !closing) {
        return group;
      }
      patienceIsOver = false;
      while (!queue.isEmpty() && group.size() < MAX_GROUP_OPS && bytes < MAX_GROUP_BYTES) {
        Op<?> op = queue.poll();
        group.add(op);
        bytes += op.bytes();
        urgent -= op.isPatient() ? 0 : 1;
      }
      queuedBytes -= bytes;
    } finally {
      lock.unlock();
    }
    return group;
  }

  /** Waits until there is something to write; false if there is nothing and will be nothing. */
  private boolean await() {
    lock.lock();
    try {
      long patience = limits.dropWait().toNanos();
      while (urgent == 0 && !closing && !patienceIsOver) {
        if (queue.isEmpty()) {
          changed.awaitUninterruptibly();
        } else {
          patience = queue.size() < MAX_PATIENT_OPS ? awaitCompany(patience) : 0;
          patienceIsOver = patience <= 0;
        }
      }
      return !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private long awaitCompany(long nanos) {
    try {
      return nanos <= 0 ? 0 : changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      return 0; // nobody has a reason to interrupt this thread
    }
  }

  /** Uses an idle moment; says whether there may be more to do. */
  private boolean compact() {
    if (!mayCompact || journal.failure() != null) {
      return false;
    }
    try {
      mayCompact = compactor.compactOne(COMPACT_FROM_BYTES, limits.segmentBytes());
    } catch (Disk.FullException e) {
      mayCompact = false; // tried again after the next change
    } catch (RottenException e) {
      mayCompact = false;
      damages.accept(e.segment(), Reader.words(e.getMessage()));
    } catch (IOException e) {
      warnings.accept(journal.fail("Rewriting a segment", e).getMessage());
    }
    return mayCompact;
  }
}
