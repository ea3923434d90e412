package io.muster.hub.provider.mux;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.hub.PeerProtocol;
import io.muster.peer.MusterException;
import io.muster.peer.MusterException.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One protocol's part of a connection. The sending side is guarded by the multiplexer's lock; calls
 * to the handler run on a serial executor of the channel's own.
 */
final class MuxChannel implements Channel {
  /** What may be under way in one direction, in bytes, each message counting its header. */
  static final int WINDOW = 262_144;

  /** What may wait for credit, in bytes, each message counting its header. */
  static final int MAX_WAITING = 1_048_576;

  private final Multiplexer mux;
  private final Connection connection;
  private final String protocol;
  private final SerialExecutor calls;
  private final SerialExecutor promises;
  final int id;

  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long sentBytes;
  private long allowedBytes = WINDOW;
  private long sentMessages;

  private long receivedBytes;
  private long receivedMessages;
  private long consumedBytes;
  private long grantedBytes = WINDOW;

  private volatile boolean muted;
  private volatile boolean neverWaits;
  private boolean closed;
  private ChannelHandler handler;

  /** A message that waits; its promise is completed when the link has taken it. */
  record Outgoing(ByteBuffer frame, CompletableFuture<Void> promise, Executor executor) {
    int charge() {
      return frame.limit();
    }
  }

  MuxChannel(Multiplexer mux, String protocol, int id) {
    this.mux = mux;
    this.connection = mux.connection();
    this.protocol = protocol;
    this.calls = new SerialExecutor(mux.callbacks());
    this.promises = new SerialExecutor(mux::later);
    this.id = id;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public CompletionStage<Void> send(ByteBuffer message) {
    int length = message.remaining();
    if (length < 1 || length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "A message has 1 to " + MAX_MESSAGE + " bytes, not " + length + "; split larger ones");
    }
    ByteBuffer frame = new Frame(Frame.Kind.DATA, id, 0, message).encode();
    return mux.send(this, frame).minimalCompletionStage();
  }

  @Override
  public void close(String reason) {
    muted = true;
    mux.closeChannel(this, CloseCode.NORMAL, reason);
  }

  @Override
  public void misbehaved(String reason) {
    muted = true;
    mux.misbehaved(protocol + ": " + reason);
  }

  // ---- sending, under the multiplexer's lock

  /** Takes a frame of a message, gives it its number and queues it. */
  CompletableFuture<Void> enqueue(ByteBuffer frame) {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    Outgoing outgoing = new Outgoing(frame, promise, this::complete);
    if (closed) {
      promise.completeExceptionally(closedException());
    } else if (waitingBytes + outgoing.charge() > MAX_WAITING) {
      promise.completeExceptionally(full());
    } else {
      Frame.number(frame, sentMessages++);
      waiting.add(outgoing);
      waitingBytes += outgoing.charge();
    }
    return promise;
  }

  boolean sendable() {
    return !closed && !waiting.isEmpty() && sentBytes + waiting.peek().charge() <= allowedBytes;
  }

  Outgoing next() {
    Outgoing next = waiting.poll();
    waitingBytes -= next.charge();
    sentBytes += next.charge();
    return next;
  }

  void credit(long allowed) throws FrameException {
    if (allowed < allowedBytes || allowed > sentBytes + WINDOW) {
      throw new FrameException(
          "CREDIT "
              + allowed
              + " on "
              + protocol
              + ", had "
              + allowedBytes
              + ", sent "
              + sentBytes);
    }
    allowedBytes = allowed;
  }

  /** Ends the sending side; returns what can no longer be sent. */
  List<Outgoing> end() {
    closed = true;
    List<Outgoing> lost = new ArrayList<>(waiting);
    waiting.clear();
    waitingBytes = 0;
    return lost;
  }

  boolean isClosed() {
    return closed;
  }

  // ---- receiving

  /** Counts a message in, under the lock. */
  void admit(Frame frame) throws FrameException {
    if (frame.number() != receivedMessages) {
      throw new FrameException(
          "DATA " + frame.number() + " on " + protocol + ", expected " + receivedMessages);
    }
    receivedMessages++;
    receivedBytes += Frame.HEADER + frame.body().remaining();
    if (receivedBytes > grantedBytes) {
      throw new FrameException("DATA beyond the credit on " + protocol);
    }
  }

  /** Counts a message as consumed, under the lock; returns the credit to send or 0. */
  long consumed(int bytes) {
    consumedBytes += Frame.HEADER + bytes;
    if (closed || consumedBytes + WINDOW - grantedBytes < WINDOW / 4) {
      return 0;
    }
    grantedBytes = consumedBytes + WINDOW;
    return grantedBytes;
  }

  void open(PeerProtocol user) {
    calls.execute(
        () -> {
          try {
            handler = user.opened(this);
            if (handler == null) {
              throw new IllegalStateException("PeerProtocol.opened returned null");
            }
            neverWaits = handler.neverWaits();
          } catch (RuntimeException | LinkageError e) {
            failed(e);
          }
        });
  }

  /** Hands a message over; called without the lock, by the link's thread. */
  void deliver(ByteBuffer message) {
    if (!neverWaits || !calls.runHere(() -> received(message))) {
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
      calls.execute(() -> received(copy));
    }
  }

  private void received(ByteBuffer message) {
    int bytes = message.remaining();
    if (handler != null && !muted) {
      try {
        handler.received(message.asReadOnlyBuffer());
      } catch (RuntimeException | LinkageError e) {
        failed(e);
      }
    }
    mux.consumed(this, bytes);
  }

  /** Completes a promise where its dependents may run. */
  private void complete(Runnable completion) {
    if (neverWaits) {
      completion.run();
    } else {
      promises.execute(completion);
    }
  }

  void tellClosed(String reason) {
    calls.execute(
        () -> {
          ChannelHandler last = handler;
          handler = null;
          if (last != null) {
            try {
              last.closed(reason);
            } catch (RuntimeException | LinkageError e) {
              mux.report("handler of " + protocol + " threw from closed", e);
            }
          }
        });
  }

  private void failed(Throwable e) {
    muted = true;
    mux.report("handler of " + protocol + " threw, its channel is closed", e);
    mux.closeChannel(this, CloseCode.HANDLER, "the handler failed: " + e.getClass().getName());
  }

  MusterException closedException() {
    return new MusterException(
        Problem.of("MUSTER-HUB-0011", "Wait for the next channel: PeerProtocol.opened is called."),
        "The channel " + protocol + " to " + connection.peer().shortText() + " is closed");
  }

  private MusterException full() {
    return new MusterException(
        Problem.retryable("MUSTER-HUB-0010", "Wait for the stages of earlier messages."),
        "Not sent: "
            + waitingBytes
            + " bytes already wait for credit on "
            + protocol
            + ", at most "
            + MAX_WAITING
            + " may");
  }
}
