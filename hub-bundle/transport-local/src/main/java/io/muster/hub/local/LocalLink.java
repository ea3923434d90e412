package io.muster.hub.local;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A link over a {@link LocalPipe}: one thread reads and calls the handler, one writes. */
final class LocalLink implements Link {
  private final PeerKey remote;
  private final PeerAddress address;
  private final LocalPipe pipe;
  private final Supplier<LocalFaults> faults;
  private final Outbox outbox = new Outbox();
  private final LinkThreads threads;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch endedHere = new CountDownLatch(1);
  private final Object lock = new Object();
  private Handler handler;
  private boolean parked;

  LocalLink(
      PeerKey remote,
      PeerAddress address,
      LocalPipe pipe,
      Supplier<LocalFaults> faults,
      LinkThreads threads) {
    this.threads = threads;
    this.remote = remote;
    this.address = address;
    this.pipe = pipe;
    this.faults = faults;
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
    boolean readAgain;
    synchronized (lock) {
      if (handler != null) {
        throw new IllegalStateException("This link was started before");
      }
      handler = Objects.requireNonNull(receiver);
      readAgain = parked;
    }
    started.countDown();
    if (readAgain) {
      threads.startOrRun("read", this::read);
    }
  }

  @Override
  public CompletionStage<Void> send(ByteBuffer message) {
    int length = message.remaining();
    if (length < 1 || length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "A message has 1 to " + MAX_MESSAGE + " bytes, not " + length);
    }
    byte[] copy = new byte[length];
    message.duplicate().get(copy);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (!outbox.add(new Outbox.Item(copy, sent))) {
      end("more than " + Outbox.MAX_WAITING + " messages waited to be sent");
      sent.completeExceptionally(Outbox.ended("too many messages waited to be sent"));
    }
    return sent.minimalCompletionStage();
  }

  @Override
  public void close() {
    end("closed by " + Thread.currentThread().getName());
  }

  void end(String reason) {
    pipe.end(reason);
    outbox.seal(reason);
    // last: a writer that this wakes from a delay must find the pipe ended
    endedHere.countDown();
  }

  /** The reading thread: returns when the link has ended and the handler, if any, knows. */
  void read() {
    Handler receiver = null;
    try {
      receiver = awaitHandler();
      if (receiver != null) {
        deliver(receiver);
      }
    } catch (InterruptedException e) {
      end("the transport was stopped");
    }
    end("closed");
    if (receiver != null) {
      receiver.closed(pipe.ended());
    }
  }

  /** Waits for start; null if the link ends first. Then start reads again. */
  private Handler awaitHandler() throws InterruptedException {
    while (!started.await(50, TimeUnit.MILLISECONDS)) {
      if (pipe.ended() != null) {
        synchronized (lock) {
          parked = handler == null;
          return handler;
        }
      }
    }
    synchronized (lock) {
      return handler;
    }
  }

  private void deliver(Handler receiver) throws InterruptedException {
    byte[] message = pipe.read();
    while (message != null && endedHere.getCount() > 0) {
      try {
        receiver.received(ByteBuffer.wrap(message).asReadOnlyBuffer());
      } catch (RuntimeException e) {
        end("the handler failed: " + e);
      }
      message = pipe.read();
    }
  }

  /** The writing thread: returns when the link has ended. */
  void write() {
    try {
      long left = 0;
      for (Outbox.Item item = outbox.take(); item != null; item = outbox.take()) {
        left++;
        writeOne(item);
        long dropAfter = faults.get().dropAfterMessages();
        if (dropAfter > 0 && left >= dropAfter) {
          end("dropped on demand after " + left + " messages");
        }
      }
    } catch (InterruptedException e) {
      end("the transport was stopped");
    }
  }

  private void writeOne(Outbox.Item item) throws InterruptedException {
    try {
      long delay = faults.get().delay().toNanos();
      if (delay > 0) {
        endedHere.await(delay, TimeUnit.NANOSECONDS);
      }
      pipe.write(item.message());
      item.sent().complete(null);
    } catch (InterruptedException e) {
      item.sent().completeExceptionally(Outbox.ended("the transport was stopped"));
      throw e;
    } catch (LinkException e) {
      item.sent().completeExceptionally(e);
      end(pipe.ended());
    }
  }
}
