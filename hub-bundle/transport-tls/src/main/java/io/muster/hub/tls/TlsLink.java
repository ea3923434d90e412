package io.muster.hub.tls;

import io.muster.hub.spi.Link;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;

/**
 * Frames of {@code u16 length ‖ message} over TLS. One thread reads and calls the handler, one
 * writes. The end closes the TCP socket under TLS, which no blocked read or write can hinder.
 */
final class TlsLink implements Link {
  private static final int BATCH = 2 * MAX_MESSAGE;

  private final PeerKey remote;
  private final PeerAddress address;
  private final Socket raw;
  private final SSLSocket socket;
  private final Outbox outbox = new Outbox();
  private final AtomicReference<String> ended = new AtomicReference<>();
  private final AtomicReference<Handler> handler = new AtomicReference<>();
  private final CountDownLatch startedOrEnded = new CountDownLatch(1);
  private final LinkThreads threads;
  private final Object lock = new Object();
  private boolean readerGone;

  TlsLink(Handshake.Secured secured, Socket raw, PeerAddress address, LinkThreads threads) {
    this.remote = secured.remote();
    this.socket = secured.socket();
    this.raw = raw;
    this.address = address;
    this.threads = threads;
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
    boolean late;
    synchronized (lock) {
      if (!handler.compareAndSet(null, Objects.requireNonNull(receiver))) {
        throw new IllegalStateException("This link was started before");
      }
      late = readerGone;
    }
    startedOrEnded.countDown();
    if (late) {
      threads.startOrRun("read", () -> receiver.closed(ended.get()));
    }
  }

  @Override
  public CompletionStage<Void> send(ByteBuffer message) {
    int length = message.remaining();
    if (length < 1 || length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "A message has 1 to " + MAX_MESSAGE + " bytes, not " + length);
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (!outbox.add(new Outbox.Item(message.slice(), sent))) {
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
    if (ended.compareAndSet(null, reason)) {
      try {
        raw.shutdownOutput();
      } catch (IOException e) {
        // The peer has closed it before.
      }
      try {
        raw.close();
      } catch (IOException e) {
        // Nothing is left to close.
      }
    }
    outbox.seal(ended.get());
    startedOrEnded.countDown();
  }

  /** The reading thread: returns when the link has ended and the handler, if any, knows. */
  void read() {
    try {
      startedOrEnded.await();
      Handler receiver = handler.get();
      if (receiver != null) {
        deliver(receiver);
      }
    } catch (InterruptedException e) {
      end("the transport was stopped");
    }
    end("closed");
    Handler receiver;
    synchronized (lock) {
      receiver = handler.get();
      readerGone = receiver == null;
    }
    if (receiver != null) {
      receiver.closed(ended.get());
    }
  }

  private void deliver(Handler receiver) {
    byte[] buffer = new byte[MAX_MESSAGE];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), BATCH))) {
      int length = nextLength(in);
      while (length > 0 && ended.get() == null) {
        in.readFully(buffer, 0, length);
        if (ended.get() == null) {
          receiver.received(ByteBuffer.wrap(buffer, 0, length).slice().asReadOnlyBuffer());
        }
        length = nextLength(in);
      }
    } catch (EOFException e) {
      end("the connection broke within a message");
    } catch (IOException e) {
      end("the connection broke: " + e.getMessage());
    } catch (RuntimeException e) {
      end("the handler failed: " + e);
    }
  }

  /** The length of the next frame; 0 when the peer has closed or broken the framing. */
  private int nextLength(DataInputStream in) throws IOException {
    int high = in.read();
    if (high < 0) {
      end("closed by the other node");
      return 0;
    }
    int length = high << 8 | in.readUnsignedByte();
    if (length < 1 || length > MAX_MESSAGE) {
      end("the other node sent a frame of " + length + " bytes; 1 to " + MAX_MESSAGE + " may be");
      return 0;
    }
    return length;
  }

  /** The writing thread: returns when the link has ended. */
  void write() {
    try {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 2 * BATCH));
      List<Outbox.Item> items = outbox.take(BATCH);
      while (!items.isEmpty()) {
        write(out, items);
        items = outbox.take(BATCH);
      }
    } catch (IOException e) {
      end("the connection broke: " + e.getMessage());
    } catch (InterruptedException e) {
      end("the transport was stopped");
    }
  }

  private static void write(DataOutputStream out, ByteBuffer message) throws IOException {
    if (message.hasArray()) {
      out.write(message.array(), message.arrayOffset(), message.remaining());
    } else {
      byte[] copy = new byte[message.remaining()];
      message.duplicate().get(copy);
      out.write(copy);
    }
  }

  private void write(DataOutputStream out, List<Outbox.Item> items) throws IOException {
    try {
      for (Outbox.Item item : items) {
        out.writeShort(item.message().remaining());
        write(out, item.message());
      }
      out.flush();
    } catch (IOException e) {
      end("the connection broke: " + e.getMessage());
      items.forEach(item -> item.sent().completeExceptionally(Outbox.ended(ended.get())));
      throw e;
    }
    items.forEach(item -> item.sent().complete(null));
  }
}
