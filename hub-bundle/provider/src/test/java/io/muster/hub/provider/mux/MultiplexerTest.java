package io.muster.hub.provider.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.hub.PeerProtocol;
import io.muster.hub.provider.mux.Frame.Kind;
import io.muster.peer.MusterException;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MultiplexerTest {
  private static final Multiplexer.Patience PATIENCE =
      new Multiplexer.Patience(10_000, 10_000, 30_000);

  private final ExecutorService callbacks = Executors.newFixedThreadPool(4);
  private final AtomicLong nanos = new AtomicLong(1);
  private final Wire[] wires = Wire.pair(key(1), key(2));
  private final Side left = new Side(wires[0], true);
  private final Side right = new Side(wires[1], false);

  private static PeerKey key(long seed) {
    byte[] bytes = new byte[PeerKey.BYTES];
    new Random(seed).nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  /** One end: a multiplexer, what became of it, and its connection. */
  private final class Side implements Multiplexer.Owner, Connection {
    private final Wire wire;
    private final boolean dialled;
    private final Multiplexer mux;
    private final CompletableFuture<Long> greeted = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private Side(Wire wire, boolean dialled) {
      this.wire = wire;
      this.dialled = dialled;
      this.mux = new Multiplexer(wire, this, callbacks, nanos::get, PATIENCE);
      mux.start();
    }

    @Override
    public void greeted(long nonce) {
      greeted.complete(nonce);
    }

    @Override
    public void ended(CloseCode code, String reason, boolean blamed) {
      ended.complete(code + " " + reason);
    }

    @Override
    public void report(String what, Throwable cause) {}

    @Override
    public PeerKey peer() {
      return wire.remote();
    }

    @Override
    public PeerAddress address() {
      return wire.address();
    }

    @Override
    public boolean dialled() {
      return dialled;
    }

    @Override
    public Instant since() {
      return Instant.EPOCH;
    }

    @Override
    public Optional<Duration> roundTrip() {
      return mux.roundTrip();
    }

    @Override
    public Hold hold(String reason) {
      throw new UnsupportedOperationException();
    }
  }

  /** Notes what arrives; may be made slow. */
  private static final class Ear implements PeerProtocol, ChannelHandler {
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private final Consumer<ByteBuffer> slow;

    private Ear(Consumer<ByteBuffer> slow) {
      this.slow = slow;
    }

    private Ear() {
      this(message -> {});
    }

    @Override
    public ChannelHandler opened(Channel opened) {
      channel.complete(opened);
      return this;
    }

    @Override
    public void received(ByteBuffer message) {
      slow.accept(message);
      heard.add(message.getInt(0));
    }

    @Override
    public void closed(String reason) {
      closed.complete(reason);
    }
  }

  @AfterEach
  void end() {
    wires[0].close();
    callbacks.shutdownNow();
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(30, TimeUnit.SECONDS);
  }

  private void open(Map<String, PeerProtocol> ours, Map<String, PeerProtocol> theirs)
      throws Exception {
    left.mux.hello(11);
    assertEquals(11, get(right.greeted));
    right.mux.hello(22);
    assertEquals(22, get(left.greeted));
    left.mux.open(left, ours);
    right.mux.open(right, theirs);
  }

  private static ByteBuffer message(int number, int length) {
    return ByteBuffer.allocate(length).putInt(0, number);
  }

  @Test
  void slowChannelHoldsUpOnlyItself() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Ear slow = new Ear(m -> await(release));
    Ear fast = new Ear();
    Ear slowHere = new Ear();
    Ear fastHere = new Ear();
    open(Map.of("slow", slowHere, "fast", fastHere), Map.of("slow", slow, "fast", fast));
    Channel blocked = get(slowHere.channel);
    int taken = fill(blocked);
    Channel free = get(fastHere.channel);
    for (int i = 0; i < 5_000; i++) {
      get(free.send(message(i, 1_000)).toCompletableFuture());
    }
    for (int i = 0; i < 5_000; i++) {
      assertEquals(i, fast.heard.poll(30, TimeUnit.SECONDS));
    }
    assertTrue(slow.heard.isEmpty());
    release.countDown();
    for (int i = 0; i < taken; i++) {
      assertEquals(i, slow.heard.poll(30, TimeUnit.SECONDS));
    }
  }

  /** Sends until no more is taken; returns how many were. */
  private static int fill(Channel channel) throws Exception {
    int taken = 0;
    while (true) {
      CompletableFuture<Void> stage =
          channel.send(message(taken, Channel.MAX_MESSAGE)).toCompletableFuture();
      if (stage.isCompletedExceptionally()) {
        Throwable cause = assertThrows(CompletionException.class, stage::join).getCause();
        assertTrue(((MusterException) cause).isRetryable(), cause.toString());
        assertTrue(taken <= (MuxChannel.WINDOW + MuxChannel.MAX_WAITING) / Channel.MAX_MESSAGE);
        return taken;
      }
      taken++;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void handlerThatThrowsLosesItsChannelAndNoOther() throws Exception {
    Ear bad =
        new Ear(
            m -> {
              throw new IllegalStateException("planted");
            });
    Ear good = new Ear();
    Ear badHere = new Ear();
    Ear goodHere = new Ear();
    open(Map.of("bad", badHere, "good", goodHere), Map.of("bad", bad, "good", good));
    get(badHere.channel).send(message(1, 4));
    assertTrue(get(badHere.closed).contains("IllegalStateException"));
    get(goodHere.channel).send(message(2, 4));
    assertEquals(2, good.heard.poll(30, TimeUnit.SECONDS));
    MusterException closed =
        (MusterException)
            assertThrows(
                    ExecutionException.class,
                    () -> get(get(badHere.channel).send(message(3, 4)).toCompletableFuture()))
                .getCause();
    assertFalse(closed.isRetryable());
  }

  @Test
  void messageThatIsEmptyOrTooLargeIsRefusedAtOnce() throws Exception {
    Ear here = new Ear();
    open(Map.of("p", here), Map.of("p", new Ear()));
    Channel channel = get(here.channel);
    assertThrows(IllegalArgumentException.class, () -> channel.send(ByteBuffer.allocate(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> channel.send(ByteBuffer.allocate(Channel.MAX_MESSAGE + 1)));
  }

  @Test
  void protocolSpokenByOneSideOnlyOpensNothing() throws Exception {
    Ear alone = new Ear();
    Ear both = new Ear();
    open(Map.of("alone", alone, "both", both), Map.of("both", new Ear(), "other", new Ear()));
    get(both.channel);
    assertFalse(alone.channel.isDone());
  }

  @Test
  void misbehaviourEndsTheConnectionAndNamesIt() throws Exception {
    Ear here = new Ear();
    open(Map.of("p", here), Map.of("p", new Ear()));
    get(here.channel).misbehaved("sent nonsense");
    assertTrue(get(left.ended).startsWith("PROTOCOL"));
    assertTrue(get(right.ended).contains("sent nonsense"));
  }

  @Test
  void peerThatBreaksTheTableLosesItsLinkAndLearnsWhy() throws Exception {
    Frame[][] broken = {
      {Frame.of(Kind.PING, 0, 1)},
      {hello(), hello()},
      {hello(), Frame.of(Kind.PONG, 0, 1)},
      {hello(), Frame.text(Kind.DATA, 9, 0, "x")},
      {hello(), Frame.of(Kind.CREDIT, 9, 0)},
      {hello(), Frame.text(Kind.WITHDRAW, 0, 0, "never")},
      {hello(), Frame.text(Kind.OPEN, 1, 0, "before it was offered")},
      {versions(2, 3)},
    };
    for (Frame[] frames : broken) {
      Wire[] ends = Wire.pair(key(1), key(2));
      Side victim = new Side(ends[1], false);
      BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
      ends[0].start(
          new io.muster.hub.spi.Link.Handler() {
            @Override
            public void received(ByteBuffer message) {
              try {
                answers.add(Frame.decode(message));
              } catch (FrameException e) {
                throw new AssertionError(e);
              }
            }

            @Override
            public void closed(String reason) {}
          });
      for (Frame frame : frames) {
        ends[0].send(frame.encode());
      }
      assertTrue(get(victim.ended).startsWith("PROTOCOL"), () -> frames[frames.length - 1] + "");
      Frame last = answers.poll(30, TimeUnit.SECONDS);
      assertEquals(Kind.GOODBYE, last.kind());
      assertEquals(CloseCode.PROTOCOL.number(), last.number());
      ends[0].close();
    }
  }

  private static Frame hello() {
    return versions(1, 1);
  }

  private static Frame versions(int lowest, int highest) {
    ByteBuffer body = ByteBuffer.allocate(4).putShort((short) lowest).putShort((short) highest);
    return new Frame(Kind.HELLO, 0, 5, body.flip());
  }

  @Test
  void roundTripIsMeasuredAndSilenceIsDeath() throws Exception {
    open(Map.of(), Map.of());
    left.mux.tick();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (left.roundTrip().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "the ping is answered");
      Thread.onSpinWait();
    }
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
    left.mux.tick();
    assertTrue(get(left.ended).contains("silent"));
  }

  @Test
  void peerThatNeverSaysHelloIsGivenUp() throws Exception {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    left.mux.tick();
    assertTrue(get(left.ended).contains("no hello"));
  }

  @Test
  void senderBeyondItsCreditIsCutOff() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Ear here = new Ear();
    Ear there = new Ear(m -> await(release));
    open(Map.of("p", here), Map.of("p", there));
    get(here.channel);
    get(there.channel); // what is sent past the multiplexer must not overtake the opening
    byte[] body = new byte[Frame.MAX_BODY];
    for (int i = 0; i <= MuxChannel.WINDOW / Frame.MAX_BODY; i++) {
      wires[0].send(new Frame(Kind.DATA, 1, i, ByteBuffer.wrap(body)).encode());
    }
    assertTrue(get(right.ended).contains("beyond the credit"));
    release.countDown();
  }

  @Test
  void handlerThatNeverWaitsNeedsNoCallbackThread() throws Exception {
    Eager here = new Eager();
    Eager there = new Eager();
    open(Map.of("p", here), Map.of("p", there));
    Channel ours = get(here.ear.channel);
    get(get(there.ear.channel).send(message(-1, 100)).toCompletableFuture());
    assertEquals(-1, here.ear.heard.poll(30, TimeUnit.SECONDS)); // so it has opened
    get(ours.send(message(0, 100)).toCompletableFuture());
    assertEquals(0, there.ear.heard.poll(30, TimeUnit.SECONDS));
    CountDownLatch busy = new CountDownLatch(4);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      callbacks.execute(
          () -> {
            busy.countDown();
            await(release);
          });
    }
    assertTrue(busy.await(30, TimeUnit.SECONDS));
    for (int i = 1; i < 5_000; i++) {
      get(ours.send(message(i, 1_000)).toCompletableFuture());
    }
    for (int i = 1; i < 5_000; i++) {
      assertEquals(i, there.ear.heard.poll(30, TimeUnit.SECONDS));
    }
    release.countDown();
    ours.close("done");
    assertTrue(get(there.ear.closed).contains("done"));
  }

  /** Hands on what it hears, and says so. */
  private static final class Eager implements PeerProtocol {
    private final Ear ear = new Ear();

    @Override
    public ChannelHandler opened(Channel opened) {
      ear.opened(opened);
      return new ChannelHandler() {
        @Override
        public void received(ByteBuffer message) {
          ear.received(message);
        }

        @Override
        public boolean neverWaits() {
          return true;
        }

        @Override
        public void closed(String reason) {
          ear.closed(reason);
        }
      };
    }
  }
}
