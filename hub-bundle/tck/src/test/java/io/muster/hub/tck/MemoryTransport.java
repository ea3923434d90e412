package io.muster.hub.tck;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A small transport without proofs, right or wrong in one way, to try the TCK on. */
final class MemoryTransport implements Transport, TckNode {
  /** In which way it is wrong. */
  enum Fault {
    NONE,
    SWAPS_MESSAGES,
    LOSES_MESSAGES,
    REPEATS_MESSAGES,
    CUTS_MESSAGES,
    TAKES_ANY_SIZE,
    NO_BACK_PRESSURE,
    TELLS_CLOSED_TWICE,
    FORGETS_TO_TELL_CLOSED,
    TAKES_ANY_KEY,
    NEVER_GIVES_UP,
    LEAVES_A_THREAD,
    DROPS_WAITING_SENDS
  }

  /** Who listens, by the text of the address; an empty entry never answers. */
  static final class Net {
    final Map<String, MemoryTransport> listening = new ConcurrentHashMap<>();
    final Set<String> silent = ConcurrentHashMap.newKeySet();
  }

  private final Net net;
  private final PeerKey key;
  private final Fault fault;
  private final Set<End> ends = ConcurrentHashMap.newKeySet();
  private volatile Acceptor acceptor;
  private volatile boolean closed;

  MemoryTransport(Net net, PeerKey key, Fault fault) {
    this.net = net;
    this.key = key;
    this.fault = fault;
  }

  @Override
  public PeerKey key() {
    return key;
  }

  @Override
  public Transport transport() {
    return this;
  }

  @Override
  public CompletionStage<Link> dial(PeerAddress address, Duration timeout) {
    String text = address.toString();
    if (closed) {
      return CompletableFuture.failedStage(new LinkException(Reason.CLOSED, "stopped", null));
    }
    if (!address.scheme().equals("local")) {
      return CompletableFuture.failedStage(
          new LinkException(Reason.CONFIGURATION, "not local", null));
    }
    if (net.silent.contains(text)) {
      return fault == Fault.NEVER_GIVES_UP
          ? new CompletableFuture<>()
          : CompletableFuture.failedStage(new LinkException(Reason.TIMEOUT, "silence", null));
    }
    MemoryTransport other = net.listening.get(text);
    if (other == null) {
      return CompletableFuture.failedStage(new LinkException(Reason.UNREACHABLE, "nobody", null));
    }
    PeerKey expected = address.key().orElseThrow();
    if (!expected.equals(other.key) && fault != Fault.TAKES_ANY_KEY) {
      return CompletableFuture.failedStage(
          new LinkException(Reason.WRONG_KEY, expected + " expected, not " + other.key, null));
    }
    return CompletableFuture.completedStage(connect(other, address));
  }

  private Link connect(MemoryTransport other, PeerAddress address) {
    AtomicReference<String> ended = new AtomicReference<>();
    End near = new End(this, other.key, address, ended);
    End far = new End(other, key, PeerAddress.parse("local:" + key), ended);
    near.other = far;
    far.other = near;
    ends.add(near);
    other.ends.add(far);
    near.begin();
    far.begin();
    other.acceptor.accepted(far);
    return near;
  }

  @Override
  public CompletionStage<Listening> listen(Acceptor acceptor) {
    if (closed) {
      return CompletableFuture.failedStage(new LinkException(Reason.CLOSED, "stopped", null));
    }
    this.acceptor = acceptor;
    PeerAddress address = PeerAddress.parse("local:" + key);
    net.listening.put(address.toString(), this);
    return CompletableFuture.completedStage(
        new Listening() {
          @Override
          public List<PeerAddress> addresses() {
            return List.of(address);
          }

          @Override
          public void close() {
            net.listening.remove(address.toString());
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    ends.forEach(End::close);
    if (fault == Fault.LEAVES_A_THREAD) {
      Thread left = new Thread(() -> await(new CountDownLatch(1)), "muster-memory-left");
      left.setDaemon(true);
      left.start();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One end: its inbox is bounded, a thread delivers from it, another fills the other's. */
  private static final class End implements Link {
    private static final byte[] WAKE = {};

    private record Item(byte[] message, CompletableFuture<Void> sent) {}

    private final MemoryTransport owner;
    private final PeerKey remote;
    private final PeerAddress address;
    private final AtomicReference<String> ended;
    private final BlockingQueue<byte[]> inbox;
    private final BlockingQueue<Item> outbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Handler> handler = new CompletableFuture<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean stopped;
    private End other;
    private int count;
    private byte[] held;

    End(MemoryTransport owner, PeerKey remote, PeerAddress address, AtomicReference<String> ended) {
      this.owner = owner;
      this.remote = remote;
      this.address = address;
      this.ended = ended;
      this.inbox =
          owner.fault == Fault.NO_BACK_PRESSURE
              ? new LinkedBlockingQueue<>()
              : new ArrayBlockingQueue<>(8);
    }

    void begin() {
      start(this::deliver, "in");
      start(this::transmit, "out");
    }

    private static void start(Runnable task, String name) {
      Thread thread = new Thread(task, "muster-memory-" + name);
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public PeerKey remote() {
      return remote;
    }

    @Override
    public PeerAddress address() {
      return address;
    }

    @Override
    public void start(Handler receiver) {
      if (!handler.complete(receiver)) {
        throw new IllegalStateException("started twice");
      }
      started.countDown();
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer message) {
      int size = message.remaining();
      boolean fits = size > 0 && size <= MAX_MESSAGE;
      if (!fits && owner.fault != Fault.TAKES_ANY_SIZE) {
        throw new IllegalArgumentException("size " + size);
      }
      byte[] copy = new byte[size];
      message.duplicate().get(copy);
      CompletableFuture<Void> sent = new CompletableFuture<>();
      outbox.add(new Item(copy, sent));
      if (ended.get() != null) {
        failWaiting();
      }
      return sent;
    }

    private void failWaiting() {
      for (Item item = outbox.poll(); item != null; item = outbox.poll()) {
        if (item.sent() != null && owner.fault != Fault.DROPS_WAITING_SENDS) {
          item.sent().completeExceptionally(new LinkException(Reason.CLOSED, "ended", null));
        }
      }
    }

    private void transmit() {
      try {
        while (ended.get() == null) {
          Item item = outbox.take();
          if (item.sent() == null || ended.get() != null) {
            outbox.add(item);
            break;
          }
          pass(item.message());
          item.sent().complete(null);
        }
      } catch (InterruptedException e) {
        close();
      }
      failWaiting();
    }

    private void pass(byte[] message) throws InterruptedException {
      count++;
      switch (owner.fault) {
        case LOSES_MESSAGES -> {
          if (count % 7 != 0) {
            other.inbox.put(message);
          }
        }
        case REPEATS_MESSAGES -> {
          other.inbox.put(message);
          if (count % 7 == 0) {
            other.inbox.put(message);
          }
        }
        case CUTS_MESSAGES ->
            other.inbox.put(java.util.Arrays.copyOf(message, Math.min(message.length, 4096)));
        case SWAPS_MESSAGES -> swap(message);
        default -> {
          if (message.length > 0) {
            other.inbox.put(message);
          }
        }
      }
    }

    private void swap(byte[] message) throws InterruptedException {
      if (count % 7 == 0 && held == null) {
        held = message;
        return;
      }
      other.inbox.put(message);
      if (held != null) {
        other.inbox.put(held);
        held = null;
      }
    }

    private void deliver() {
      try {
        Handler receiver = awaitHandler();
        if (receiver == null) {
          return;
        }
        loop(receiver);
        close();
        if (owner.fault != Fault.FORGETS_TO_TELL_CLOSED) {
          receiver.closed(ended.get());
        }
        if (owner.fault == Fault.TELLS_CLOSED_TWICE) {
          receiver.closed(ended.get());
        }
      } catch (InterruptedException e) {
        close();
      }
    }

    /** Null if the transport stops first. */
    private Handler awaitHandler() throws InterruptedException {
      while (!started.await(20, TimeUnit.MILLISECONDS)) {
        if (ended.get() != null && (owner.closed || other.owner.closed)) {
          break;
        }
      }
      return handler.getNow(null);
    }

    private void loop(Handler receiver) throws InterruptedException {
      while (!stopped) {
        byte[] message = inbox.poll();
        if (message == null) {
          if (ended.get() != null) {
            return;
          }
          message = inbox.take();
        }
        if (message.length > 0 && !stopped) {
          try {
            receiver.received(ByteBuffer.wrap(message).asReadOnlyBuffer());
          } catch (RuntimeException e) {
            close();
          }
        }
      }
    }

    @Override
    public void close() {
      stopped = true;
      ended.compareAndSet(null, "closed");
      inbox.clear();
      inbox.offer(WAKE);
      other.inbox.offer(WAKE);
      outbox.add(new Item(WAKE, null));
      other.outbox.add(new Item(WAKE, null));
    }
  }
}
