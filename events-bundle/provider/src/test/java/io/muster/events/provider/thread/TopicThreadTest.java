package io.muster.events.provider.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicThreadTest {
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final TopicThread thread = new TopicThread("muster-events-test", failures::add);

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void tasksOfOneCallerRunInOrderOnOneThread() throws InterruptedException {
    List<Integer> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    IntStream.range(0, 10_000).forEach(i -> thread.execute(() -> order.add(i)));
    thread.execute(done::countDown);
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals(IntStream.range(0, 10_000).boxed().toList(), order);
  }

  @Test
  void tasksOfManyCallersAllRun() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(4_000);
    List<Thread> callers =
        IntStream.range(0, 4)
            .mapToObj(c -> new Thread(() -> give(1_000, done), "muster-test-" + c))
            .toList();
    callers.forEach(Thread::start);
    assertTrue(done.await(30, TimeUnit.SECONDS));
  }

  private void give(int tasks, CountDownLatch done) {
    for (int i = 0; i < tasks; i++) {
      thread.execute(done::countDown);
      Thread.yield();
    }
  }

  @Test
  void timersRunInTheOrderOfTheirTimesWhoeverSetsThem() {
    AtomicLong now = new AtomicLong(-5);
    TimerQueue queue = new TimerQueue(now::get);
    List<String> order = new ArrayList<>();
    for (String name : List.of("30", "10", "20", "10 too")) {
      queue.add(Duration.ofNanos(Long.parseLong(name.substring(0, 2))), () -> order.add(name));
    }
    assertEquals(10, queue.untilNext());
    now.addAndGet(9);
    assertNull(queue.due());
    now.addAndGet(100);
    for (Runnable due = queue.due(); due != null; due = queue.due()) {
      due.run();
    }
    assertEquals(List.of("10", "10 too", "20", "30"), order);
  }

  @Test
  void timerThatIsSetForLessThanTheOneThatIsWaitedForRunsFirst() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    thread.schedule(Duration.ofHours(1), () -> {});
    thread.schedule(Duration.ofMillis(1), done::countDown);
    assertTrue(done.await(30, TimeUnit.SECONDS));
  }

  @Test
  void timerThatWasTakenBackDoesNotRun() throws InterruptedException {
    CountDownLatch takenBack = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    List<String> ran = new CopyOnWriteArrayList<>();
    thread.execute(() -> await(takenBack));
    Timers.Timer timer = thread.schedule(Duration.ofMillis(5), () -> ran.add("taken back"));
    timer.cancel();
    timer.cancel();
    takenBack.countDown();
    thread.schedule(Duration.ofMillis(10), later::countDown);
    assertTrue(later.await(30, TimeUnit.SECONDS));
    assertEquals(List.of(), ran);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tasksThatNeverEndDoNotStarveTimers() throws InterruptedException {
    CountDownLatch timer = new CountDownLatch(1);
    Runnable[] again = {null};
    again[0] =
        () -> {
          if (timer.getCount() > 0) {
            thread.execute(again[0]);
          }
        };
    IntStream.range(0, 200).forEach(i -> thread.execute(again[0]));
    thread.schedule(Duration.ofMillis(1), timer::countDown);
    assertTrue(timer.await(30, TimeUnit.SECONDS));
  }

  @Test
  void taskThatThrowsIsReportedAndHarmsNoOther() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    thread.execute(
        () -> {
          throw new IllegalStateException("broken");
        });
    thread.execute(done::countDown);
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals("broken", failures.take().getMessage());
  }

  @Test
  void closedThreadTakesNothing() {
    thread.close();
    thread.close();
    assertThrows(RejectedExecutionException.class, () -> thread.execute(() -> {}));
    assertThrows(RejectedExecutionException.class, () -> thread.schedule(Duration.ZERO, () -> {}));
  }
}
