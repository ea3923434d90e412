package io.muster.hub.provider.mux;

import io.muster.hub.Connection;
import io.muster.hub.PeerProtocol;
import io.muster.hub.spi.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Channels over one link. Frames: hub-bundle/api/WIRE.md. One lock guards everything; under it
 * nothing is called but executors, which must not run tasks inline; the link is called without it.
 */
public final class Multiplexer {
  /** The version of the frames that is spoken. */
  static final int VERSION = 1;

  /** Is told what concerns the connection; called under the lock, must only queue. */
  public interface Owner {
    /** The peer has said hello. */
    void greeted(long nonce);

    /** The link has ended, once; {@code blamed} if the peer broke the protocol. */
    void ended(CloseCode code, String reason, boolean blamed);

    /** Something for the log. */
    void report(String what, Throwable cause);
  }

  /** Times of a connection, in milliseconds. */
  public record Patience(long hello, long ping, long dead) {}

  private static final long LAST_WORDS_MILLIS = 2_000;

  private final Object lock = new Object();
  private final Link link;
  private final Owner owner;
  private final Executor callbacks;
  private final LongSupplier nanos;
  private volatile Patience patience;
  private final Pump pump;
  private final Offers offers = new Offers();
  private final Map<Integer, MuxChannel> byId = new HashMap<>();
  private final Map<String, MuxChannel> byName = new HashMap<>();

  private final long startedAt;
  private Connection connection;
  private boolean helloSent;
  private boolean greeted;
  private boolean ended;
  private boolean gone;
  private long endedAt;
  private long heardAt;
  private long pingedAt;
  private long pingedNanos;
  private long pings;
  private boolean pingOpen;
  private long probeUntil = Long.MAX_VALUE;
  private volatile Duration roundTrip;

  /** Makes a multiplexer over a link that was not started yet. */
  public Multiplexer(
      Link link, Owner owner, Executor callbacks, LongSupplier nanos, Patience patience) {
    this.link = link;
    this.owner = owner;
    this.callbacks = callbacks;
    this.nanos = nanos;
    this.patience = patience;
    this.pump = new Pump(link, lock);
    this.startedAt = now();
    this.heardAt = startedAt;
  }

  /** Other times count from now on. */
  public void patience(Patience changed) {
    patience = changed;
  }

  /** Begins to read. */
  public void start() {
    link.start(
        new Link.Handler() {
          @Override
          public void received(ByteBuffer message) {
            Multiplexer.this.received(message);
          }

          @Override
          public void closed(String reason) {
            synchronized (lock) {
              gone = true;
              end(CloseCode.DEAD, "link ended: " + reason);
            }
          }
        });
  }

  /** Says hello, with the nonce of this process. */
  public void hello(long nonce) {
    synchronized (lock) {
      if (helloSent || ended) {
        return;
      }
      helloSent = true;
      ByteBuffer versions = ByteBuffer.allocate(4);
      versions.putShort((short) VERSION).putShort((short) VERSION).flip();
      pump.control(new Frame(Frame.Kind.HELLO, 0, nonce, versions));
    }
    pump.run();
  }

  /** The connection is accepted: offers the protocols. Called after both hellos. */
  public void open(Connection accepted, Map<String, PeerProtocol> protocols) {
    synchronized (lock) {
      connection = accepted;
      protocols.forEach(this::offerLocked);
    }
    pump.run();
  }

  /** A protocol has come. */
  public void offer(String name, PeerProtocol user) {
    synchronized (lock) {
      if (connection != null) {
        offerLocked(name, user);
      }
    }
    pump.run();
  }

  /** A protocol has gone: its channel is closed. */
  public void withdraw(String name) {
    synchronized (lock) {
      if (!offers.remove(name) || ended) {
        return;
      }
      if (!connection.dialled()) {
        control(Frame.text(Frame.Kind.WITHDRAW, 0, 0, name));
      }
      MuxChannel channel = byName.get(name);
      if (channel != null) {
        closeLocked(channel, CloseCode.HANDLER, "the protocol " + name + " was unregistered");
      }
    }
    pump.run();
  }

  /** Closes the connection, telling the peer why. Repeatable. */
  public void close(CloseCode code, String reason) {
    synchronized (lock) {
      if (ended) {
        return;
      }
      end(code, reason);
    }
    sayGoodbye(code, reason);
  }

  /** Ends the link without another word. Repeatable. */
  public void abort() {
    synchronized (lock) {
      end(CloseCode.SHUTDOWN, "aborted");
    }
    link.close();
  }

  /** Asks the peer for a sign of life within a time, in milliseconds; without it the link ends. */
  public void probe(long within) {
    synchronized (lock) {
      if (!ended) {
        probeUntil = now() + within;
        ping();
      }
    }
    pump.run();
  }

  /** Looks at the clock; called every now and then. */
  public void tick() {
    long now = now();
    String verdict;
    synchronized (lock) {
      verdict = ended ? null : verdict(now);
      if (ended && now - endedAt >= LAST_WORDS_MILLIS) {
        verdict = "over";
      } else if (!ended && verdict == null && greeted && now - pingedAt >= patience.ping()) {
        ping();
      }
    }
    if (verdict != null) {
      close(CloseCode.DEAD, verdict);
      link.close();
    }
    pump.run();
  }

  /** Whether the link has said that it is closed. */
  public boolean isGone() {
    synchronized (lock) {
      return gone;
    }
  }

  /** Whether the link has ended and its last words have had their time. */
  public boolean isOver() {
    synchronized (lock) {
      return ended && now() - endedAt > LAST_WORDS_MILLIS;
    }
  }

  /** The last round trip measured. */
  public Optional<Duration> roundTrip() {
    return Optional.ofNullable(roundTrip);
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  private String verdict(long now) {
    if (!greeted) {
      return now - startedAt >= patience.hello()
          ? "no hello in " + (now - startedAt) + " ms"
          : null;
    }
    if (now >= probeUntil) {
      return "no answer to a probe";
    }
    return now - heardAt >= patience.dead() ? "silent for " + (now - heardAt) + " ms" : null;
  }

  private void ping() {
    if (greeted && helloSent && !pingOpen) {
      pingOpen = true;
      pingedAt = now();
      pingedNanos = nanos.getAsLong();
      control(Frame.of(Frame.Kind.PING, 0, ++pings));
    }
  }

  private void received(ByteBuffer message) {
    try {
      Frame frame = Frame.decode(message);
      MuxChannel receiver = null;
      synchronized (lock) {
        if (!ended) {
          receiver = handle(frame);
        }
      }
      if (receiver != null) {
        receiver.deliver(frame.body());
      }
      pump.run();
    } catch (FrameException e) {
      close(
          CloseCode.PROTOCOL, "the peer sent what the protocol does not allow: " + e.getMessage());
    }
  }

  /** Returns the channel to which the message is to be handed, or null. */
  private MuxChannel handle(Frame frame) throws FrameException {
    heardAt = now();
    probeUntil = Long.MAX_VALUE;
    if (!greeted && frame.kind() != Frame.Kind.HELLO && frame.kind() != Frame.Kind.GOODBYE) {
      throw new FrameException(frame.kind() + " before HELLO");
    }
    switch (frame.kind()) {
      case HELLO -> greeted(frame);
      case OFFER -> offered(frame.name());
      case WITHDRAW -> offers.withdrawn(frame.name());
      case OPEN -> openedByPeer(frame);
      case CLOSE -> closedByPeer(frame);
      case DATA -> {
        return dataFor(frame);
      }
      case CREDIT -> credit(frame);
      case PING -> pong(frame);
      case PONG -> ponged(frame);
      case GOODBYE -> goodbye(frame);
      case EXTENSION -> {}
    }
    return null;
  }

  private void greeted(Frame frame) throws FrameException {
    int lowest = frame.body().getShort(0) & 0xffff;
    int highest = frame.body().getShort(2) & 0xffff;
    if (greeted || lowest > VERSION || highest < VERSION) {
      throw new FrameException(
          greeted
              ? "HELLO twice"
              : "it speaks versions " + lowest + " to " + highest + ", this node " + VERSION);
    }
    greeted = true;
    pingedAt = heardAt - patience.ping();
    owner.greeted(frame.number());
  }

  private void offered(String name) throws FrameException {
    offers.offered(name);
    openIfBothSpeak(name);
  }

  private void offerLocked(String name, PeerProtocol user) {
    if (ended || !offers.add(name, user)) {
      return;
    }
    if (connection.dialled()) {
      openIfBothSpeak(name);
    } else {
      control(Frame.text(Frame.Kind.OFFER, 0, 0, name));
    }
  }

  private void openIfBothSpeak(String name) {
    if (connection != null
        && connection.dialled()
        && !byName.containsKey(name)
        && offers.match(name)) {
      int id = offers.next();
      control(Frame.text(Frame.Kind.OPEN, id, 0, name));
      begin(name, id);
    }
  }

  private void openedByPeer(Frame frame) throws FrameException {
    if (connection == null || connection.dialled()) {
      throw new FrameException("OPEN from the side that does not open");
    }
    String name = frame.name();
    offers.opened(frame.channel());
    if (byName.containsKey(name)) {
      throw new FrameException("OPEN of " + name + ", which is open");
    }
    if (offers.local(name) == null) {
      control(
          Frame.text(
              Frame.Kind.CLOSE, frame.channel(), CloseCode.HANDLER.number(), "unregistered"));
    } else {
      begin(name, frame.channel());
    }
  }

  private void begin(String name, int id) {
    MuxChannel channel = new MuxChannel(this, name, id);
    byId.put(id, channel);
    byName.put(name, channel);
    channel.open(offers.local(name));
  }

  private void closedByPeer(Frame frame) throws FrameException {
    requireKnown(frame);
    MuxChannel channel = byId.get(frame.channel());
    if (channel != null) {
      forget(channel, "closed by the peer: " + frame.reason());
      openIfBothSpeak(channel.protocol());
    }
  }

  private void credit(Frame frame) throws FrameException {
    requireKnown(frame);
    MuxChannel channel = byId.get(frame.channel());
    if (channel != null) { // else closed here while this was under way
      channel.credit(frame.number());
      pump.ready(channel);
    }
  }

  private MuxChannel dataFor(Frame frame) throws FrameException {
    requireKnown(frame);
    MuxChannel channel = byId.get(frame.channel());
    if (channel != null) {
      channel.admit(frame);
    }
    return channel;
  }

  private void requireKnown(Frame frame) throws FrameException {
    if (!offers.known(frame.channel())) {
      throw new FrameException(frame.kind() + " on channel " + frame.channel() + ", never opened");
    }
  }

  private void pong(Frame frame) {
    control(Frame.of(Frame.Kind.PONG, 0, frame.number()));
  }

  private void ponged(Frame frame) throws FrameException {
    if (!pingOpen || frame.number() != pings) {
      throw new FrameException("PONG " + frame.number() + " that answers no PING");
    }
    pingOpen = false;
    roundTrip = Duration.ofNanos(nanos.getAsLong() - pingedNanos);
  }

  private void goodbye(Frame frame) {
    end(CloseCode.of(frame.number()), frame.reason(), true);
    later(link::close);
  }

  /** Short tasks that must be done even when the callback threads have ended. */
  void later(Runnable task) {
    try {
      callbacks.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private void control(Frame frame) {
    if (!pump.control(frame) && !ended) {
      end(CloseCode.PROTOCOL, "the peer does not read: " + Pump.MAX_CONTROL + " frames wait");
      later(link::close);
    }
  }

  private void sayGoodbye(CloseCode code, String reason) {
    Frame last = Frame.text(Frame.Kind.GOODBYE, 0, code.number(), reason);
    try {
      link.send(last.encode()).whenComplete((nothing, error) -> link.close());
    } catch (RuntimeException e) {
      link.close();
    }
  }

  private void end(CloseCode code, String reason) {
    end(code, reason, false);
  }

  private void end(CloseCode code, String reason, boolean byPeer) {
    if (ended) {
      return;
    }
    ended = true;
    endedAt = now();
    pump.end();
    List.copyOf(byId.values()).forEach(channel -> forget(channel, reason));
    owner.ended(code, reason, code == CloseCode.PROTOCOL && !byPeer);
  }

  private void forget(MuxChannel channel, String reason) {
    byId.remove(channel.id, channel);
    byName.remove(channel.protocol(), channel);
    List<MuxChannel.Outgoing> lost = new ArrayList<>(channel.end());
    if (!lost.isEmpty()) {
      later(() -> lost.forEach(o -> o.promise().completeExceptionally(channel.closedException())));
    }
    channel.tellClosed(reason);
  }

  // ---- what channels ask for

  CompletableFuture<Void> send(MuxChannel channel, ByteBuffer frame) {
    CompletableFuture<Void> promise;
    synchronized (lock) {
      promise = channel.enqueue(frame);
      pump.ready(channel);
    }
    pump.run();
    return promise;
  }

  void closeChannel(MuxChannel channel, CloseCode code, String reason) {
    synchronized (lock) {
      if (channel.isClosed()) {
        return;
      }
      closeLocked(channel, code, reason);
    }
    pump.run();
  }

  private void closeLocked(MuxChannel channel, CloseCode code, String reason) {
    control(Frame.text(Frame.Kind.CLOSE, channel.id, code.number(), reason));
    forget(channel, reason);
  }

  void misbehaved(String what) {
    close(CloseCode.PROTOCOL, "the peer misbehaved: " + what);
  }

  void consumed(MuxChannel channel, int bytes) {
    synchronized (lock) {
      long credit = channel.consumed(bytes);
      if (credit > 0) {
        control(Frame.of(Frame.Kind.CREDIT, channel.id, credit));
      }
    }
    pump.run();
  }

  Connection connection() {
    return connection;
  }

  Executor callbacks() {
    return callbacks;
  }

  void report(String what, Throwable cause) {
    owner.report(what, cause);
  }
}
