package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.muster.hub.spi.Link;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Notes what a link's handler is told and complains of calls that may not be. */
final class Recorder implements Link.Handler {
  private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final List<String> faults = new ArrayList<>();
  private final Consumer<byte[]> onMessage;

  private final long limitSeconds;

  /** Runs something inside each call; what should come must come within the limit. */
  Recorder(long limitSeconds, Consumer<byte[]> onMessage) {
    this.limitSeconds = limitSeconds;
    this.onMessage = onMessage;
  }

  @Override
  public void received(ByteBuffer message) {
    enter("received");
    if (!message.isReadOnly()) {
      fault("a received buffer was writable");
    }
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    messages.add(bytes);
    try {
      onMessage.accept(bytes);
    } finally {
      inside.decrementAndGet();
    }
  }

  @Override
  public void closed(String reason) {
    enter("closed");
    ends.add(reason);
    inside.decrementAndGet();
  }

  private void enter(String call) {
    if (inside.getAndIncrement() != 0) {
      fault(call + " was called while another call was running");
    }
    if (!ends.isEmpty()) {
      fault(call + " was called after closed: closed comes once, last");
    }
  }

  private synchronized void fault(String what) {
    faults.add(what);
  }

  byte[] next() throws InterruptedException {
    byte[] message = messages.poll(limitSeconds, TimeUnit.SECONDS);
    if (message == null) {
      fail(
          "a message that was sent did not arrive; the link "
              + (ends.isEmpty() ? "is open" : "ended: " + ends.peek()));
    }
    return message;
  }

  /** How many messages have arrived and were not asked for. */
  int waiting() {
    return messages.size();
  }

  void awaitClosed(String where) throws InterruptedException {
    String reason = ends.poll(limitSeconds, TimeUnit.SECONDS);
    assertTrue(reason != null, "closed was not called " + where);
    ends.add(reason);
  }

  boolean isClosed() {
    return !ends.isEmpty();
  }

  synchronized void requireNoFault() {
    assertTrue(faults.isEmpty(), () -> String.join("; ", faults));
    assertTrue(ends.size() <= 1, () -> "closed was called " + ends.size() + " times");
  }
}
