package io.muster.events.provider.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.EventId;
import io.muster.events.provider.HandlerPool;
import io.muster.events.provider.SilentLog;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers that do with their thread and their acknowledgement what they should not. */
class HandlerCallsTest {
  private static final long PATIENCE_S = 30;
  private static final PeerKey ANN = PeerKey.parse("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  private static final PeerKey BOB = PeerKey.parse("PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=");
  private static final int AT_MOST = 2;

  private final ExecutorService topic = Executors.newSingleThreadExecutor();
  private final List<Scheduled> timers = new ArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final BlockingQueue<Verdict> verdicts = new ArrayBlockingQueue<>(100);
  private final BlockingQueue<Acknowledgement> begun = new ArrayBlockingQueue<>(100);
  private HandlerPool pool;
  private HandlerCalls calls;
  private final AtomicLong nanos = new AtomicLong();
  private int number;

  private record Scheduled(Duration after, Runnable task) {}

  /** Time passes when the test says so. */
  private final class ManualTimers implements Timers {
    @Override
    public Timer schedule(Duration after, Runnable task) {
      Scheduled scheduled = new Scheduled(after, task);
      timers.add(scheduled);
      return () -> timers.remove(scheduled);
    }

    @Override
    public long nanos() {
      return nanos.get();
    }
  }

  @BeforeEach
  void begin() {
    pool = new HandlerPool(AT_MOST, this::thread);
    calls =
        new HandlerCalls(
            new HandlerCalls.Threads(topic, new ManualTimers(), pool, AT_MOST),
            new HandlerCalls.Limits(Duration.ofSeconds(30), 3),
            SilentLog.LOGGER);
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  @AfterEach
  void close() throws InterruptedException {
    end.countDown();
    pool.shutdown();
    assertTrue(pool.awaitTermination(PATIENCE_S, TimeUnit.SECONDS), "no thread is left");
    topic.shutdown();
    assertTrue(topic.awaitTermination(PATIENCE_S, TimeUnit.SECONDS));
  }

  private <T> T onTopic(Callable<T> task) {
    try {
      return topic.submit(task).get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void pass(Duration atMost) {
    onTopic(
        () -> {
          List<Scheduled> due =
              timers.stream().filter(t -> t.after().compareTo(atMost) <= 0).toList();
          timers.removeAll(due);
          due.forEach(timer -> timer.task().run());
          return null;
        });
    onTopic(() -> null); // what the timers posted has run
  }

  private void leaseEnds() {
    pass(Duration.ofMinutes(1));
  }

  private EventKey event(PeerKey user) {
    byte[] id = new byte[EventId.BYTES];
    id[0] = (byte) number++;
    return new EventKey(EventId.of(id), user);
  }

  private void start(EventKey event, HandlerCalls.Target target) {
    onTopic(
        () -> {
          calls.start(
              event,
              ack -> {
                begun.add(ack);
                target.call(ack);
              },
              verdicts::add);
          return null;
        });
  }

  private void blockForEver(Acknowledgement ack) {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // does not care
      }
    }
  }

  private Acknowledgement begun() throws InterruptedException {
    Acknowledgement ack = begun.poll(PATIENCE_S, TimeUnit.SECONDS);
    assertTrue(ack != null, "the handler is called");
    return ack;
  }

  private Verdict verdict() throws InterruptedException {
    Verdict verdict = verdicts.poll(PATIENCE_S, TimeUnit.SECONDS);
    assertTrue(verdict != null, "there is a verdict");
    return verdict;
  }

  private boolean isFree() {
    return onTopic(calls::isFree);
  }

  /** Waits until every handler has returned that can. */
  private void handlersReturn() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (pool.getActiveCount() > 0) {
      assertTrue(System.nanoTime() < deadline, "a handler does not return");
      Thread.onSpinWait();
    }
    onTopic(() -> null); // what they posted has run
  }

  private void lose(EventKey event) throws InterruptedException {
    start(event, this::blockForEver);
    begun();
    leaseEnds();
    assertInstanceOf(Verdict.Failed.class, verdict());
    pass(Duration.ofSeconds(1));
  }

  @Test
  void handlersThatNeverReturnLoseTheirThreadsAndOthersTakeTheirPlace() throws Exception {
    lose(event(ANN));
    lose(event(ANN));
    assertEquals(2, onTopic(calls::lost));
    assertTrue(isFree());
    start(event(BOB), Acknowledgement::consumed);
    begun();
    assertInstanceOf(Verdict.Consumed.class, verdict());
  }

  @Test
  void handlerThatAnswersAndNeverReturnsIsReplacedToo() throws Exception {
    start(
        event(ANN),
        ack -> {
          ack.consumed();
          blockForEver(ack);
        });
    begun();
    assertInstanceOf(Verdict.Consumed.class, verdict());
    leaseEnds();
    pass(Duration.ofSeconds(1));
    assertEquals(1, onTopic(calls::lost));
    assertTrue(verdicts.isEmpty(), "it has answered");
  }

  @Test
  void handlerThatHeedsTheInterruptKeepsItsThread() throws Exception {
    start(event(ANN), ack -> end.await());
    begun();
    leaseEnds();
    assertInstanceOf(Verdict.Failed.class, verdict());
    start(event(BOB), Acknowledgement::consumed);
    begun();
    assertInstanceOf(Verdict.Consumed.class, verdict());
    handlersReturn();
    pass(Duration.ofSeconds(1));
    assertEquals(0, onTopic(calls::lost));
    assertTrue(threads.size() <= AT_MOST);
  }

  @Test
  void callThatWasLostGivesItsPlaceBackWhenItReturns() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    lose(event(ANN));
    onTopic(
        () -> {
          calls.whenFree(free::countDown);
          return null;
        });
    end.countDown();
    assertTrue(free.await(PATIENCE_S, TimeUnit.SECONDS));
    assertEquals(0, onTopic(calls::lost));
    assertEquals(AT_MOST, pool.getMaximumPoolSize());
  }

  @Test
  void eventOfALostCallIsNotCalledAgainWhichCountsAsAFailure() throws Exception {
    EventKey event = event(ANN);
    lose(event);
    start(event, Acknowledgement::consumed);
    assertInstanceOf(Verdict.Failed.class, verdict());
    assertTrue(begun.isEmpty());
  }

  @Test
  void laneThatLosesOneThreadAfterTheOtherIsHeldAndOthersAreNot() throws Exception {
    for (int i = 0; i < HandlerCalls.LOST_OF_A_LANE; i++) {
      assertFalse(onTopic(() -> calls.isHeld(ANN)));
      lose(event(ANN));
    }
    assertTrue(onTopic(() -> calls.isHeld(ANN)));
    assertFalse(onTopic(() -> calls.isHeld(BOB)));
    assertTrue(isFree());
  }

  @Test
  void lostThreadsAreBounded() throws Exception {
    for (int i = 0; i < HandlerCalls.LOST + AT_MOST; i++) {
      assertTrue(isFree());
      lose(event(ANN));
    }
    assertEquals(HandlerCalls.LOST, onTopic(calls::lost));
    assertFalse(isFree());
    assertEquals(HandlerCalls.LOST + AT_MOST, threads.size());
  }

  @Test
  void firstAnswerCountsAndTheOthersAreCounted() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    start(
        event(ANN),
        ack -> {
          ack.retry(Duration.ofSeconds(5));
          ack.consumed();
          ack.reject("no");
          ack.inProgress();
          answered.countDown();
        });
    begun();
    await(answered);
    assertEquals(new Verdict.Later(Duration.ofSeconds(5)), verdict());
    leaseEnds();
    assertTrue(verdicts.isEmpty());
    assertEquals(2, calls.ignored());
  }

  @Test
  void anyThreadMayAnswerAndOneOfManyThatDoIsHeard() throws Exception {
    start(event(ANN), ack -> {});
    Acknowledgement ack = begun();
    ExecutorService others = Executors.newFixedThreadPool(8);
    CountDownLatch together = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      int index = i;
      others.execute(
          () -> {
            await(together);
            ack.consumed(Integer.toString(index));
          });
    }
    together.countDown();
    others.shutdown();
    assertTrue(others.awaitTermination(PATIENCE_S, TimeUnit.SECONDS));
    assertInstanceOf(Verdict.Consumed.class, verdict());
    onTopic(() -> null);
    assertTrue(verdicts.isEmpty());
    assertEquals(7, calls.ignored());
    assertEquals(0, onTopic(calls::running));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void unansweredEventsAreBounded() throws Exception {
    List<Acknowledgement> acks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertTrue(isFree());
      start(event(ANN), ack -> {});
      acks.add(begun());
      handlersReturn();
    }
    assertFalse(isFree());
    CountDownLatch free = new CountDownLatch(1);
    onTopic(
        () -> {
          calls.whenFree(free::countDown);
          return null;
        });
    acks.get(1).consumed();
    assertTrue(free.await(PATIENCE_S, TimeUnit.SECONDS));
    assertTrue(isFree());
  }

  @Test
  void answerAfterTheLeaseIsIgnored() throws Exception {
    start(event(ANN), ack -> {});
    Acknowledgement ack = begun();
    leaseEnds();
    assertInstanceOf(Verdict.Failed.class, verdict());
    ack.consumed();
    onTopic(() -> null);
    assertTrue(verdicts.isEmpty());
    assertEquals(1, calls.ignored());
  }

  @Test
  void callsInFlightAreKnownByTheirEvents() throws Exception {
    EventKey event = event(ANN);
    start(event, ack -> {});
    Acknowledgement ack = begun();
    assertEquals(List.of(event), onTopic(calls::events));
    ack.consumed();
    verdict();
    assertEquals(List.of(), onTopic(calls::events));
  }

  private void startAll(List<HandlerCalls.Target> targets, BooleanSupplier goOn, IntConsumer over) {
    List<HandlerCalls.Call> series =
        targets.stream().map(t -> new HandlerCalls.Call(event(ANN), t, verdicts::add)).toList();
    onTopic(
        () -> {
          calls.start(new HandlerCalls.Series(series, goOn, over));
          return null;
        });
  }

  @Test
  void seriesGoesOnOnOneThreadWhileAllIsConsumed() throws InterruptedException {
    Set<Thread> callers = ConcurrentHashMap.newKeySet();
    BlockingQueue<Integer> begunCalls = new ArrayBlockingQueue<>(9);
    HandlerCalls.Target good =
        ack -> {
          callers.add(Thread.currentThread());
          ack.consumed();
        };
    startAll(List.of(good, good, good), () -> true, begunCalls::add);
    assertEquals(3, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS));
    assertEquals(3, verdicts.size());
    assertEquals(1, callers.size());
    assertEquals(0, onTopic(calls::running));
    assertTrue(onTopic(timers::isEmpty), "no lease is left");
  }

  @Test
  void seriesThatTakesLongEnds() throws InterruptedException {
    BlockingQueue<Integer> begunCalls = new ArrayBlockingQueue<>(9);
    HandlerCalls.Target slow =
        ack -> {
          nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(30));
          ack.consumed();
        };
    startAll(List.of(slow, slow, slow), () -> true, begunCalls::add);
    assertEquals(2, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS));
  }

  @Test
  void seriesEndsBehindWhatWasNotConsumedAtOnce() throws InterruptedException {
    BlockingQueue<Integer> begunCalls = new ArrayBlockingQueue<>(9);
    BlockingQueue<Acknowledgement> late = new ArrayBlockingQueue<>(1);
    startAll(
        List.of(Acknowledgement::consumed, late::add, Acknowledgement::consumed),
        () -> true,
        begunCalls::add);
    assertEquals(2, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS));
    assertEquals(1, onTopic(calls::running));
    late.take().consumed();
    assertEquals(0, onTopic(calls::running));
    startAll(List.of(a -> a.reject("no"), Acknowledgement::consumed), () -> true, begunCalls::add);
    assertEquals(1, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS));
    AtomicBoolean first = new AtomicBoolean(true);
    startAll(
        List.of(Acknowledgement::consumed, Acknowledgement::consumed),
        () -> first.getAndSet(false),
        begunCalls::add);
    assertEquals(1, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS), "nobody wants more");
  }

  @Test
  void seriesThatNobodyWantsAnyMoreDoesNotBegin() throws InterruptedException {
    BlockingQueue<Integer> begunCalls = new ArrayBlockingQueue<>(9);
    startAll(List.of(begun::add, begun::add), () -> false, begunCalls::add);
    assertEquals(0, begunCalls.poll(PATIENCE_S, TimeUnit.SECONDS));
    assertTrue(begun.isEmpty());
    assertTrue(verdicts.isEmpty());
    assertEquals(0, onTopic(calls::running));
    assertTrue(onTopic(timers::isEmpty), "no lease is left");
    assertTrue(isFree());
  }
}
