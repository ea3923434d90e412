package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import io.muster.hub.spi.RendezvousException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every rendezvous must show, together with a hub that it can reach. */
public abstract class RendezvousTck {
  private static final String APPLICATION = "muster-1-tck";
  private static final long LIMIT_S = 30;

  /** A stage that takes longer than the 30 s of the contract, with some grace, is a failure. */
  private static final long STAGE_LIMIT_S = 40;

  private Set<Thread> before = Set.of();
  private TckHub hub;

  /** Made by JUnit. */
  protected RendezvousTck() {}

  /**
   * Starts a hub of its own for one test.
   *
   * @return the hub and the rendezvous
   * @throws Exception if the environment does not allow it
   */
  protected abstract TckHub newHub() throws Exception;

  /**
   * Starts the hub.
   *
   * @throws Exception if it does not start
   */
  @BeforeEach
  public void start() throws Exception {
    before = Set.copyOf(Thread.getAllStackTraces().keySet());
    hub = newHub();
  }

  /**
   * Stops everything; no thread of ours may remain.
   *
   * @throws Exception if it does not stop
   */
  @AfterEach
  public void nothingIsLeft() throws Exception {
    hub.close();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    for (Thread thread : leftThreads()) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
    assertTrue(leftThreads().isEmpty(), () -> "threads are left after close: " + leftThreads());
  }

  private Set<Thread> leftThreads() {
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(thread -> !thread.isAlive() || !thread.getName().startsWith("muster-"));
    return left;
  }

  /** Notes what arrives and complains of calls that may not be. */
  private static final class Inbox implements Rendezvous.Listener {
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final Consumer<String> onMessage;

    Inbox() {
      this(json -> {});
    }

    Inbox(Consumer<String> onMessage) {
      this.onMessage = onMessage;
    }

    @Override
    public void message(String json) {
      enter("message");
      messages.add(json);
      onMessage.accept(json);
      inside.decrementAndGet();
    }

    @Override
    public void closed(String reason) {
      enter("closed");
      ends.add(reason);
      inside.decrementAndGet();
    }

    private void enter(String call) {
      if (inside.getAndIncrement() != 0) {
        faults.add(call + " was called while another call was running");
      }
      if (!ends.isEmpty()) {
        faults.add(call + " was called after closed: closed comes once, last");
      }
    }

    void requireNext(String expected) throws InterruptedException {
      String json = messages.poll(LIMIT_S, TimeUnit.SECONDS);
      assertNotNull(json, "a message did not arrive: " + shortened(expected));
      assertEquals(expected, json, "another message arrived, or in another order");
    }

    void requireClosed(String when) throws InterruptedException {
      String reason = ends.poll(LIMIT_S, TimeUnit.SECONDS);
      assertNotNull(reason, "closed was not called " + when);
      ends.add(reason);
      assertTrue(faults.isEmpty(), () -> String.join("; ", faults));
      assertEquals(1, ends.size(), "closed was called more than once");
    }

    void requireNothingMore() {
      assertEquals(List.of(), List.copyOf(messages), "messages arrived that are not ours");
      assertTrue(faults.isEmpty(), () -> String.join("; ", faults));
    }
  }

  private static String shortened(String text) {
    return text.length() < 80 ? text : text.substring(0, 80) + "…";
  }

  private Session connect(String application, Inbox inbox, String... channels) throws Exception {
    return await(
        hub.rendezvous().connect(hub.address(), application, Set.of(channels), inbox), "connect");
  }

  private static <T> T await(CompletionStage<T> stage, String what) throws Exception {
    try {
      return stage.toCompletableFuture().get(STAGE_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(what + " failed: " + e.getCause(), e.getCause());
    }
  }

  private static void requireFailure(CompletionStage<?> stage, String what) throws Exception {
    try {
      stage.toCompletableFuture().get(STAGE_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertInstanceOf(
          RendezvousException.class, e.getCause(), what + " must fail with RendezvousException");
      return;
    }
    throw new AssertionError(what + " succeeded, but must fail");
  }

  private static String json(int number) {
    return "{\"n\":" + number + "}";
  }

  /**
   * Publish and subscribe.
   *
   * @throws Exception if it fails
   */
  @Test
  public void everySubscriberHearsEveryMessageOnceAndInOrderAlsoItsOwn() throws Exception {
    Inbox own = new Inbox();
    Inbox other = new Inbox();
    Session session = connect(APPLICATION, own, "announce");
    connect(APPLICATION, other, "announce");
    for (int i = 0; i < 50; i++) {
      await(session.publish("announce", json(i)), "publish");
    }
    for (int i = 0; i < 50; i++) {
      own.requireNext(json(i));
      other.requireNext(json(i));
    }
    own.requireNothingMore();
    other.requireNothingMore();
  }

  /**
   * Several channels.
   *
   * @throws Exception if it fails
   */
  @Test
  public void onlySubscribedChannelsOfTheOwnApplicationAreHeard() throws Exception {
    Inbox both = new Inbox();
    Inbox one = new Inbox();
    Inbox foreign = new Inbox();
    Session session = connect(APPLICATION, both, "a", "b");
    connect(APPLICATION, one, "b");
    Session stranger = connect("another-application", foreign, "a", "b");
    await(session.publish("a", json(1)), "publish");
    await(session.publish("b", json(2)), "publish");
    await(stranger.publish("a", json(3)), "publish");
    both.requireNext(json(1));
    both.requireNext(json(2));
    one.requireNext(json(2));
    foreign.requireNext(json(3));
    List.of(both, one, foreign).forEach(Inbox::requireNothingMore);
  }

  /**
   * Texts that a careless framing breaks.
   *
   * @throws Exception if it fails
   */
  @Test
  public void anyJsonTextArrivesUnchanged() throws Exception {
    Inbox inbox = new Inbox();
    Session session = connect(APPLICATION, inbox, "c");
    List<String> texts = new ArrayList<>();
    texts.add("{\"text\":\"line\\nbreak, tab\\t, quote\\\" and backslash\\\\\"}");
    texts.add("{\"text\":\"äöü € \uD83D\uDE00 \u4e2d\u6587\"}");
    texts.add("{\"text\":\"data: x event: y id: z : retry: 5\"}");
    texts.add("[]");
    texts.add("{\"deep\":[[[[[[[[[[{\"a\":[1,2.5,true,null]}]]]]]]]]]]}");
    texts.add("{\"long\":\"" + "x".repeat(48 * 1024 - 11) + "\"}");
    for (String text : texts) {
      await(session.publish("c", text), "publish " + shortened(text));
      inbox.requireNext(text);
    }
    inbox.requireNothingMore();
  }

  /**
   * A slow listener.
   *
   * @throws Exception if it fails
   */
  @Test
  public void slowListenerGetsOneCallAtATimeAndHoldsNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Inbox slow =
        new Inbox(
            json -> {
              try {
                release.await(LIMIT_S, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Inbox quick = new Inbox();
    connect(APPLICATION, slow, "d");
    Session session = connect(APPLICATION, quick, "d");
    for (int i = 0; i < 5; i++) {
      await(session.publish("d", json(i)), "publish");
      quick.requireNext(json(i));
    }
    release.countDown();
    for (int i = 0; i < 5; i++) {
      slow.requireNext(json(i));
    }
    slow.requireNothingMore();
  }

  /**
   * The end of a session by its owner.
   *
   * @throws Exception if it fails
   */
  @Test
  public void closeIsToldOnceAndLastAndEndsNoOtherSession() throws Exception {
    Inbox inbox = new Inbox();
    Inbox other = new Inbox();
    Session session = connect(APPLICATION, inbox, "e");
    Session staying = connect(APPLICATION, other, "e");
    session.close();
    session.close();
    inbox.requireClosed("after close");
    requireFailure(session.publish("e", json(1)), "a publish after close");
    await(staying.publish("e", json(2)), "publish");
    other.requireNext(json(2));
    inbox.requireNothingMore();
  }

  /**
   * The end of the hub.
   *
   * @throws Exception if it fails
   */
  @Test
  public void lossOfTheHubIsToldAndPublishingFails() throws Exception {
    Inbox inbox = new Inbox();
    Session session = connect(APPLICATION, inbox, "f");
    hub.killHub();
    inbox.requireClosed("after the hub was killed");
    requireFailure(session.publish("f", json(1)), "a publish to a dead hub");
    requireFailure(
        hub.rendezvous().connect(hub.address(), APPLICATION, Set.of("f"), new Inbox()),
        "connect to a dead hub");
  }

  /**
   * No hub at all.
   *
   * @throws Exception if it fails
   */
  @Test
  public void connectToNobodyFailsAndTellsTheListenerNothing() throws Exception {
    Inbox inbox = new Inbox();
    URI nobody = hub.nobody();
    requireFailure(
        hub.rendezvous().connect(nobody, APPLICATION, Set.of("g"), inbox), "connect to nobody");
    assertTrue(inbox.ends.isEmpty(), "closed was called although there was no connection");
  }
}
