package io.muster.hub.signalhub.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubscriberTest {
  private static final Set<ChannelName> CHANNELS = Set.of(new ChannelName("app", "ch"));

  @Test
  void framesWaitUntilTheOutletIsOpenAndReady() {
    Tap tap = new Tap();
    Subscriber subscriber = new Subscriber("10.0.0.1", CHANNELS, tap, 10);
    assertTrue(subscriber.send("12345".getBytes()));
    assertEquals("", tap.text());
    tap.ready = false;
    subscriber.opened();
    assertEquals("", tap.text());
    tap.ready = true;
    subscriber.pump();
    assertEquals("12345", tap.text());
    assertTrue(subscriber.send("6".getBytes()));
    assertEquals("123456", tap.text());
  }

  @Test
  void queueAtTheLimitPassesAndOneByteMoreCloses() {
    Tap tap = new Tap();
    tap.ready = false;
    Subscriber subscriber = new Subscriber("10.0.0.1", CHANNELS, tap, 10);
    subscriber.opened();
    assertTrue(subscriber.send(new byte[10]));
    assertFalse(subscriber.send(new byte[1]));
    assertEquals(1, tap.completions.get());
    assertFalse(subscriber.send(new byte[1]));
    subscriber.close();
    assertEquals(1, tap.completions.get());
  }

  @Test
  void brokenOutletEndsTheSubscriberOnly() {
    Tap tap = new Tap();
    tap.broken = true;
    Subscriber subscriber = new Subscriber("10.0.0.1", CHANNELS, tap, 10);
    subscriber.opened();
    assertFalse(subscriber.send(new byte[1]));
    assertEquals(1, tap.completions.get());
  }

  @Test
  void headIsFlushedAtOnceAndFramesAfterThem() {
    Tap tap = new Tap();
    Subscriber subscriber = new Subscriber("10.0.0.1", CHANNELS, tap, 10);
    subscriber.opened();
    assertEquals(1, tap.flushes);
    subscriber.send(new byte[1]);
    assertEquals(2, tap.flushes);
  }

  @Test
  void manyThreadsLoseAndMixNothing() throws Exception {
    Tap tap = new Tap();
    tap.moody = true;
    Subscriber subscriber = new Subscriber("10.0.0.1", CHANNELS, tap, 1 << 20);
    subscriber.opened();
    int threads = 4;
    int each = 5_000;
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      byte[] frame = ("<" + i + ">").getBytes();
      new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  subscriber.send(frame);
                }
                done.countDown();
              })
          .start();
    }
    while (done.getCount() > 0) {
      subscriber.pump(); // as the container does when the outlet is ready again
    }
    tap.moody = false;
    subscriber.pump();
    assertEquals(threads * each * 3, tap.text().length());
    assertTrue(tap.text().matches("(<[0-3]>)*+"));
  }

  /** An outlet that notes what it gets, and that it is never used by two threads at once. */
  private static final class Tap implements Outlet {
    final AtomicInteger completions = new AtomicInteger();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicInteger users = new AtomicInteger();
    private final Random random = new Random(3);
    volatile boolean ready = true;
    volatile boolean moody;
    boolean broken;
    int flushes;

    String text() {
      return bytes.toString();
    }

    @Override
    public boolean isReady() {
      enter();
      boolean now = ready && (!moody || random.nextInt(4) > 0);
      leave();
      return now;
    }

    @Override
    public void write(byte[] frame) throws IOException {
      enter();
      if (broken) {
        throw new IOException("planted");
      }
      bytes.write(frame);
      leave();
    }

    @Override
    public void flush() throws IOException {
      enter();
      if (broken) {
        throw new IOException("planted");
      }
      flushes++;
      leave();
    }

    @Override
    public void complete() {
      completions.incrementAndGet();
    }

    private void enter() {
      if (users.incrementAndGet() > 1) {
        throw new AssertionError("two threads at once");
      }
    }

    private void leave() {
      users.decrementAndGet();
    }
  }
}
