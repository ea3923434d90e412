package io.muster.hub.provider.mux;

import io.muster.hub.spi.Link;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link of real threads: what one end sends, a thread hands to the other. */
final class Wire implements Link {
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private final PeerKey remote;
  private Wire other;
  private volatile Handler handler;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Wire(PeerKey remote) {
    this.remote = remote;
  }

  static Wire[] pair(PeerKey left, PeerKey right) {
    Wire[] ends = {new Wire(right), new Wire(left)};
    ends[0].other = ends[1];
    ends[1].other = ends[0];
    return ends;
  }

  @Override
  public PeerKey remote() {
    return remote;
  }

  @Override
  public PeerAddress address() {
    return PeerAddress.parse("local:" + remote);
  }

  @Override
  public void start(Handler to) {
    handler = to;
  }

  @Override
  public CompletionStage<Void> send(ByteBuffer message) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    try {
      other.reader.execute(
          () -> {
            if (!other.closed.get()) {
              other.handler.received(copy.asReadOnlyBuffer());
            }
            taken.complete(null);
          });
    } catch (RejectedExecutionException e) {
      taken.completeExceptionally(e);
    }
    return taken;
  }

  @Override
  public void close() {
    end();
    other.end();
  }

  private void end() {
    if (closed.compareAndSet(false, true)) {
      reader.execute(() -> handler.closed("closed"));
      reader.shutdown();
    }
  }
}
