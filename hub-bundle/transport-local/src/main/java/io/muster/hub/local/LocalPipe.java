package io.muster.hub.local;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One end of a pair of bounded queues. The shared parts are JDK objects: two queues of messages and
 * the reason of the end. An empty message wakes a reader after the end.
 */
final class LocalPipe {
  private static final int WAITING_MESSAGES = 16;
  private static final byte[] WAKE = {};

  private final BlockingQueue<byte[]> in;
  private final BlockingQueue<byte[]> out;
  private final AtomicReference<String> ended;

  private LocalPipe(
      BlockingQueue<byte[]> in, BlockingQueue<byte[]> out, AtomicReference<String> ended) {
    this.in = in;
    this.out = out;
    this.ended = ended;
  }

  /** Makes what a dialler offers. */
  static Object[] offer() {
    return new Object[] {
      new ArrayBlockingQueue<byte[]>(WAITING_MESSAGES),
      new ArrayBlockingQueue<byte[]>(WAITING_MESSAGES),
      new AtomicReference<String>()
    };
  }

  static LocalPipe dialler(Object[] offer) {
    return of(offer, 0, 1);
  }

  static LocalPipe listener(Object[] offer) {
    return of(offer, 1, 0);
  }

  @SuppressWarnings("unchecked")
  private static LocalPipe of(Object[] offer, int in, int out) {
    return new LocalPipe(
        (BlockingQueue<byte[]>) offer[in],
        (BlockingQueue<byte[]>) offer[out],
        (AtomicReference<String>) offer[2]);
  }

  /** Waits for room. */
  void write(byte[] message) throws InterruptedException {
    requireOpen();
    out.put(message);
  }

  /** The next message; null after the end. What was written before the end still arrives. */
  byte[] read() throws InterruptedException {
    while (true) {
      byte[] message = in.poll();
      if (message == null) {
        if (ended.get() != null) {
          return null;
        }
        message = in.take();
      }
      if (message.length > 0) {
        return message;
      }
    }
  }

  /** The next message of the given length, or a {@link LinkException}. */
  byte[] readUntil(long deadlineNanos, int length) throws InterruptedException {
    byte[] message = in.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (message == null) {
      throw new LinkException(Reason.TIMEOUT, "The other node did not answer in time", null);
    }
    if (message.length != length) {
      requireOpen();
      throw new LinkException(
          Reason.PROTOCOL, "A greeting of " + message.length + " bytes is not understood", null);
    }
    return message;
  }

  /** Ends both directions; the first reason stands. */
  void end(String reason) {
    ended.compareAndSet(null, reason);
    out.offer(WAKE);
    in.clear();
    in.offer(WAKE);
  }

  /** Why the pipe has ended, or null. */
  String ended() {
    return ended.get();
  }

  private void requireOpen() {
    String reason = ended.get();
    if (reason != null) {
      throw Outbox.ended(reason);
    }
  }
}
