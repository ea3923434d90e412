package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every transport must show. */
public abstract class TransportTck {
  private static final int WINDOW = 16;
  private static final long STALLED_BYTES = 64L << 20;

  private final Tck limit;
  private final List<TckNode> nodes = new ArrayList<>();
  private final List<Recorder> recorders = new CopyOnWriteArrayList<>();
  private Set<Thread> before = Set.of();

  /** Made by JUnit. */
  protected TransportTck() {
    this(30);
  }

  /** With another limit than 30 s, to see failures sooner. */
  TransportTck(long limitSeconds) {
    this.limit = new Tck(limitSeconds);
  }

  /**
   * Makes a node with a fresh key.
   *
   * @return a node that can dial and listen
   * @throws Exception if the environment does not allow it
   */
  protected abstract TckNode newNode() throws Exception;

  /**
   * Returns an address at which the given node answers although another key is named.
   *
   * @param node a node that listens
   * @param address its address
   * @param expected the key to name instead
   * @return the address
   * @throws Exception if the environment does not allow it
   */
  protected abstract PeerAddress misnamed(TckNode node, PeerAddress address, PeerKey expected)
      throws Exception;

  /**
   * Returns an address at which somebody takes connections and never says a word.
   *
   * @param expected the key to name
   * @return the address
   * @throws Exception if the environment does not allow it
   */
  protected abstract PeerAddress silent(PeerKey expected) throws Exception;

  /** Notes which threads there are. */
  @BeforeEach
  public void noteThreads() {
    before = Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  /**
   * Stops all nodes; no thread of theirs may remain.
   *
   * @throws Exception if a node does not stop
   */
  @AfterEach
  public void nothingIsLeft() throws Exception {
    nodes.forEach(TckNode::close);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limit.seconds());
    Set<Thread> left = leftThreads();
    for (Thread thread : left) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
    assertTrue(leftThreads().isEmpty(), () -> "threads are left after close: " + leftThreads());
    recorders.forEach(Recorder::requireNoFault);
  }

  private Recorder recorder() {
    return recorder(message -> {});
  }

  private Recorder recorder(Consumer<byte[]> onMessage) {
    Recorder recorder = new Recorder(limit.seconds(), onMessage);
    recorders.add(recorder);
    return recorder;
  }

  private Set<Thread> leftThreads() {
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(thread -> !thread.isAlive() || !thread.getName().startsWith("muster-"));
    return left;
  }

  private TckNode node() throws Exception {
    TckNode node = newNode();
    nodes.add(node);
    return node;
  }

  private TckPair pair() throws Exception {
    return new TckPair(node(), node(), limit);
  }

  /** Ends that are connected, with a recorder each. */
  private record Ends(Link near, Recorder nearSays, Link far, Recorder farSays) {
    void requireNoFault() {
      nearSays.requireNoFault();
      farSays.requireNoFault();
    }
  }

  private Ends ends(TckPair pair, Recorder farSays) throws Exception {
    Link near = pair.dial();
    Link far = pair.accepted();
    Recorder nearSays = recorder();
    near.start(nearSays);
    far.start(farSays);
    return new Ends(near, nearSays, far, farSays);
  }

  private static byte[] message(int number, int size) {
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private void send(Link link, byte[] message) throws Exception {
    limit.await(link.send(ByteBuffer.wrap(message)), "send");
  }

  /**
   * Both ends know each other.
   *
   * @throws Exception if it fails
   */
  @Test
  public void bothEndsKnowTheProvenKeyOfTheOther() throws Exception {
    TckPair pair = pair();
    Link near = pair.dial();
    Link far = pair.accepted();
    assertEquals(pair.listener.key(), near.remote(), "the dialler's link names another key");
    assertEquals(pair.dialler.key(), far.remote(), "the acceptor's link names another key");
    assertEquals(pair.address, near.address(), "the link does not name the dialled address");
    assertEquals(
        pair.listener.key(), pair.address.key().orElse(null), "the address lacks the node's key");
  }

  /**
   * Messages of all sizes, both ways at once.
   *
   * @throws Exception if it fails
   */
  @Test
  public void messagesOfAllSizesArriveWholeOnceAndInOrder() throws Exception {
    Ends ends = ends(pair(), recorder());
    int[] sizes = {1, 2, 3, 255, 256, 4095, 4096, 16_383, Link.MAX_MESSAGE};
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(() -> sendMany(ends.far(), sizes, 1_000_000));
    sendMany(ends.near(), sizes, 0);
    requireMany(ends.farSays(), sizes, 0);
    requireMany(ends.nearSays(), sizes, 1_000_000);
    back.get(limit.seconds(), TimeUnit.SECONDS);
    assertEquals(0, ends.farSays().waiting(), "more messages arrived than were sent");
    assertEquals(0, ends.nearSays().waiting(), "more messages arrived than were sent");
    ends.requireNoFault();
  }

  private static void sendMany(Link link, int[] sizes, int from) {
    List<CompletionStage<Void>> window = new ArrayList<>();
    for (int i = 0; i < 50 * sizes.length; i++) {
      window.add(link.send(ByteBuffer.wrap(message(from + i, sizes[i % sizes.length]))));
      if (window.size() == WINDOW) {
        window.remove(0).toCompletableFuture().join();
      }
    }
    window.forEach(stage -> stage.toCompletableFuture().join());
  }

  private static void requireMany(Recorder says, int[] sizes, int from) throws Exception {
    for (int i = 0; i < 50 * sizes.length; i++) {
      byte[] expected = message(from + i, sizes[i % sizes.length]);
      byte[] actual = says.next();
      assertEquals(
          expected.length, actual.length, "message " + i + " is not whole, or not in order");
      assertArrayEquals(expected, actual, "message " + i + " has other bytes, or another order");
    }
  }

  /**
   * Limits of the size.
   *
   * @throws Exception if it fails
   */
  @Test
  public void emptyAndTooLargeMessagesAreRefusedAndTheLinkGoesOn() throws Exception {
    Ends ends = ends(pair(), recorder());
    for (int size : new int[] {0, Link.MAX_MESSAGE + 1}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ends.near().send(ByteBuffer.allocate(size)),
          "a message of " + size + " bytes was taken");
    }
    send(ends.near(), message(1, 7));
    assertArrayEquals(message(1, 7), ends.farSays().next());
  }

  /**
   * A slice of a larger buffer is sent, no more.
   *
   * @throws Exception if it fails
   */
  @Test
  public void onlyTheRemainingBytesOfABufferAreSent() throws Exception {
    Ends ends = ends(pair(), recorder());
    ByteBuffer large = ByteBuffer.allocateDirect(100);
    for (int i = 0; i < 100; i++) {
      large.put(i, (byte) i);
    }
    limit.await(ends.near().send(large.position(10).limit(13)), "send");
    assertArrayEquals(new byte[] {10, 11, 12}, ends.farSays().next());
  }

  /**
   * A link is silent until it is started.
   *
   * @throws Exception if it fails
   */
  @Test
  public void whatArrivedBeforeStartIsDeliveredFirst() throws Exception {
    TckPair pair = pair();
    Link near = pair.dial();
    near.start(recorder());
    Link far = pair.accepted();
    for (int i = 0; i < 5; i++) {
      send(near, message(i, 10));
    }
    Recorder says = recorder();
    far.start(says);
    send(near, message(5, 10));
    for (int i = 0; i < 6; i++) {
      assertArrayEquals(message(i, 10), says.next(), "message " + i + " is out of order");
    }
    assertThrows(IllegalStateException.class, () -> far.start(recorder()), "start was taken twice");
  }

  /**
   * A slow receiver.
   *
   * @throws Exception if it fails
   */
  @Test
  public void slowReceiverHoldsTheSender() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Recorder slow = recorder(message -> await(release));
    Ends ends = ends(pair(), slow);
    long sent = 0;
    CompletionStage<Void> pending = null;
    while (pending == null && sent < STALLED_BYTES) {
      CompletionStage<Void> stage = ends.near().send(ByteBuffer.allocate(Link.MAX_MESSAGE));
      sent += Link.MAX_MESSAGE;
      pending = isDoneWithin(500, stage) ? null : stage;
    }
    boolean held = pending != null;
    release.countDown();
    assertTrue(
        held, "no back-pressure: " + STALLED_BYTES + " bytes were taken although nobody read them");
    limit.await(pending, "a send that waited for the receiver");
    for (long i = 0; i < sent / Link.MAX_MESSAGE; i++) {
      slow.next();
    }
    ends.requireNoFault();
  }

  private static boolean isDoneWithin(long millis, CompletionStage<Void> stage) throws Exception {
    try {
      stage.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void await(CountDownLatch latch) {
    try {
      latch.await(limit.seconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The end of a link.
   *
   * @throws Exception if it fails
   */
  @Test
  public void closeIsToldToBothEndsOnceAndLast() throws Exception {
    for (boolean byDialler : new boolean[] {true, false}) {
      Ends ends = ends(pair(), recorder());
      send(ends.near(), message(1, 10));
      ends.farSays().next();
      Link closing = byDialler ? ends.near() : ends.far();
      closing.close();
      closing.close();
      ends.nearSays().awaitClosed("at the dialler");
      ends.farSays().awaitClosed("at the acceptor");
      for (Link link : List.of(ends.near(), ends.far())) {
        LinkException e = limit.failure(link.send(ByteBuffer.allocate(1)), "a send after the end");
        assertEquals(Reason.CLOSED, e.reason(), "a send after the end has another reason");
        link.close();
      }
      ends.requireNoFault();
    }
  }

  /**
   * A message that was handed to the network before the close.
   *
   * @throws Exception if it fails
   */
  @Test
  public void whatWasSentBeforeTheCloseStillArrives() throws Exception {
    for (int round = 0; round < 20; round++) {
      Ends ends = ends(pair(), recorder());
      send(ends.near(), message(round, 100));
      ends.near().close();
      assertArrayEquals(message(round, 100), ends.farSays().next());
      ends.farSays().awaitClosed("at the acceptor");
      ends.requireNoFault();
    }
  }

  /**
   * A handler that closes its own link.
   *
   * @throws Exception if it fails
   */
  @Test
  public void handlerMayCloseItsOwnLink() throws Exception {
    CompletableFuture<Link> link = new CompletableFuture<>();
    Recorder says = recorder(message -> link.join().close());
    Ends ends = ends(pair(), says);
    link.complete(ends.far());
    ends.near().send(ByteBuffer.wrap(message(1, 1)));
    says.awaitClosed("at the end that closed");
    ends.nearSays().awaitClosed("at the other end");
    ends.requireNoFault();
  }

  /**
   * A link that ended before anybody started it.
   *
   * @throws Exception if it fails
   */
  @Test
  public void linkThatEndedBeforeItsStartTellsSoAfterIt() throws Exception {
    TckPair pair = pair();
    Link near = pair.dial();
    Link far = pair.accepted();
    Recorder nearSays = recorder();
    near.start(nearSays);
    near.close();
    nearSays.awaitClosed("at the dialler");
    Recorder farSays = recorder();
    far.start(farSays);
    farSays.awaitClosed("after a late start");
    farSays.requireNoFault();
  }

  /**
   * Sends that wait when the link ends.
   *
   * @throws Exception if it fails
   */
  @Test
  public void sendsThatWaitFailWhenTheLinkEnds() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Ends ends = ends(pair(), recorder(message -> await(release)));
    List<CompletionStage<Void>> stages = new ArrayList<>();
    boolean stalled = false;
    while (!stalled && (long) stages.size() * Link.MAX_MESSAGE < STALLED_BYTES) {
      stages.add(ends.near().send(ByteBuffer.allocate(Link.MAX_MESSAGE)));
      stalled = !isDoneWithin(3000, stages.get(stages.size() - 1)); // no mere pause of the machine
    }
    stages.add(ends.near().send(ByteBuffer.allocate(1)));
    ends.near().close();
    release.countDown();
    LinkException last = limit.failure(stages.get(stages.size() - 1), "a send that waited");
    assertEquals(Reason.CLOSED, last.reason());
    ends.nearSays().awaitClosed("at the dialler");
    ends.farSays().awaitClosed("at the acceptor");
  }

  /**
   * Another node than the one that was expected.
   *
   * @throws Exception if it fails
   */
  @Test
  public void wrongKeyIsRefusedWithBothKeysNamed() throws Exception {
    TckPair pair = pair();
    PeerKey expected = node().key();
    PeerAddress address = misnamed(pair.listener, pair.address, expected);
    LinkException e =
        limit.failure(
            pair.dialler.transport().dial(address, limit.dial()), "a dial to the wrong key");
    assertEquals(Reason.WRONG_KEY, e.reason(), "a wrong key has another reason: " + e);
    assertTrue(
        e.getMessage().contains(expected.toString())
            && e.getMessage().contains(pair.listener.key().toString()),
        "the message does not name both keys: " + e.getMessage());
    Link right = pair.dial();
    Link accepted = pair.accepted();
    right.start(recorder());
    Recorder says = recorder();
    accepted.start(says);
    send(right, message(3, 3));
    assertArrayEquals(message(3, 3), says.next(), "the acceptor got the refused link");
  }

  /**
   * Somebody who never answers.
   *
   * @throws Exception if it fails
   */
  @Test
  public void dialGivesUpWhenNobodyAnswers() throws Exception {
    TckNode dialler = node();
    PeerAddress address = silent(node().key());
    List<CompletionStage<Link>> dials = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      dials.add(dialler.transport().dial(address, Duration.ofMillis(200)));
    }
    for (CompletionStage<Link> dial : dials) {
      LinkException e = limit.failure(dial, "a dial that nobody answers");
      assertEquals(Reason.TIMEOUT, e.reason(), "a dial without answer has another reason: " + e);
    }
  }

  /**
   * Addresses of nobody and of other transports.
   *
   * @throws Exception if it fails
   */
  @Test
  public void addressOfNobodyOrOfAnotherTransportFails() throws Exception {
    TckPair pair = pair();
    PeerAddress foreign = PeerAddress.parse("xx:1~yy:" + pair.listener.key());
    LinkException e =
        limit.failure(
            pair.dialler.transport().dial(foreign, limit.dial()), "a dial to a foreign scheme");
    assertEquals(Reason.CONFIGURATION, e.reason());
    pair.listening.close();
    pair.listening.close();
    LinkException gone =
        limit.failure(
            pair.dialler.transport().dial(pair.address, limit.dial()), "a dial to nobody");
    assertEquals(Reason.UNREACHABLE, gone.reason(), "nobody listens: " + gone);
  }

  /**
   * The end of listening.
   *
   * @throws Exception if it fails
   */
  @Test
  public void openLinksStayWhenListeningEnds() throws Exception {
    TckPair pair = pair();
    Ends ends = ends(pair, recorder());
    pair.listening.close();
    send(ends.near(), message(9, 99));
    assertArrayEquals(message(9, 99), ends.farSays().next());
    assertFalse(ends.farSays().isClosed());
  }

  /**
   * Many links at once.
   *
   * @throws Exception if it fails
   */
  @Test
  public void linksAtOnceDoNotMixTheirMessages() throws Exception {
    TckPair pair = pair();
    List<Ends> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      TckNode dialler = i == 0 ? pair.dialler : node();
      Link near = limit.await(dialler.transport().dial(pair.address, limit.dial()), "dial");
      Link far = pair.accepted();
      assertEquals(dialler.key(), far.remote(), "a link names another dialler");
      Recorder nearSays = recorder();
      Recorder farSays = recorder();
      near.start(nearSays);
      far.start(farSays);
      all.add(new Ends(near, nearSays, far, farSays));
    }
    int[] sizes = {10, 1000};
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int from = i * 10_000;
      Link near = all.get(i).near();
      senders.add(CompletableFuture.runAsync(() -> sendMany(near, sizes, from)));
    }
    for (int i = 0; i < all.size(); i++) {
      requireMany(all.get(i).farSays(), sizes, i * 10_000);
      senders.get(i).get(limit.seconds(), TimeUnit.SECONDS);
    }
    all.get(0).near().close();
    all.get(0).farSays().awaitClosed("at the acceptor");
    send(all.get(1).near(), message(5, 5));
    assertArrayEquals(message(5, 5), all.get(1).farSays().next(), "one close ended another link");
  }

  /**
   * A handler that throws.
   *
   * @throws Exception if it fails
   */
  @Test
  public void handlerThatThrowsHarmsNoOtherLink() throws Exception {
    TckPair pair = pair();
    Recorder throwing =
        recorder(
            message -> {
              throw new IllegalStateException("thrown by the test");
            });
    Ends harmed = ends(pair, throwing);
    Ends other = ends(pair, recorder());
    harmed.near().send(ByteBuffer.wrap(message(1, 1)));
    throwing.awaitClosed("after the handler threw");
    send(other.near(), message(2, 2));
    assertArrayEquals(message(2, 2), other.farSays().next());
  }

  /**
   * The end of a transport.
   *
   * @throws Exception if it fails
   */
  @Test
  public void transportThatStopsTakesItsLinksWithItAndDialsNoMore() throws Exception {
    TckPair pair = pair();
    Ends ends = ends(pair, recorder());
    pair.dialler.close();
    ends.nearSays().awaitClosed("at the stopped transport");
    ends.farSays().awaitClosed("at the other end");
    limit.failure(
        pair.dialler.transport().dial(pair.address, limit.dial()), "a dial after the stop");
    limit.failure(pair.dialler.transport().listen(link -> {}), "listen after the stop");
    ends.requireNoFault();
  }
}
