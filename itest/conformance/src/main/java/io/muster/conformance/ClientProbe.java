package io.muster.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Our client in the role of the npm client: what it emits, and how its calls end. */
final class ClientProbe implements Rendezvous.Listener {
  private static final long LIMIT_SECONDS = 40;

  private final Rendezvous client;
  private final List<JsonElement> emitted = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  ClientProbe(Rendezvous client) {
    this.client = client;
  }

  Session subscribe(URI hub, String application, Set<String> channels) throws Exception {
    return await(client.connect(hub, application, channels, this));
  }

  /** Returns how a call ended: {@code ok}, or {@code error: } with the reason. */
  static String outcome(CompletionStage<?> call) throws InterruptedException, TimeoutException {
    try {
      call.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return "ok";
    } catch (ExecutionException e) {
      return "error: " + e.getCause().getMessage();
    }
  }

  private static <T> T await(CompletionStage<T> call) throws Exception {
    return call.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** What was emitted until the stream ended. */
  List<JsonElement> emittedToTheEnd() throws InterruptedException, MismatchException {
    MismatchException.check(
        closed.await(LIMIT_SECONDS, TimeUnit.SECONDS), "end of the stream", "told", "silence");
    synchronized (emitted) {
      return List.copyOf(emitted);
    }
  }

  /** What was emitted before a message that the caller sends last. */
  List<JsonElement> emittedBefore(JsonElement last) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (emitted) {
      while (!emitted.contains(last) && System.nanoTime() < end) {
        emitted.wait(100);
      }
      int index = emitted.indexOf(last);
      return List.copyOf(index < 0 ? emitted : emitted.subList(0, index));
    }
  }

  @Override
  public void message(String json) {
    synchronized (emitted) {
      emitted.add(JsonParser.parseString(json));
      emitted.notifyAll();
    }
  }

  @Override
  public void closed(String reason) {
    closed.countDown();
  }
}
