package io.muster.hub.signalhub;

import io.muster.hub.spi.RendezvousException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One message on its way to the hub. */
final class Publication implements Runnable {
  private final SignalhubContext context;
  private final HubAddress hub;
  private final String path;
  private final byte[] body;
  private final Exchange exchange;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final ScheduledFuture<?> deadline;

  Publication(SignalhubContext context, HubAddress hub, String path, String json) {
    this.context = context;
    this.hub = hub;
    this.path = path;
    this.body = json.getBytes(StandardCharsets.UTF_8);
    this.exchange = new Exchange(context.dialler(), hub);
    long seconds = context.settings().timeout().toSeconds();
    this.deadline =
        context
            .threads()
            .after(
                context.settings().timeout(),
                () -> abort("did not take a message within " + seconds + " s"));
  }

  @Override
  public void run() {
    if (settled.get()) {
      return;
    }
    try {
      HttpAnswer answer = exchange.send(head(), body, context.settings().timeout());
      boolean taken = answer.status() >= 200 && answer.status() < 300;
      settle(taken ? null : Failures.refused(hub, answer, context.clock()));
    } catch (IOException | RuntimeException e) {
      settle(Failures.of(hub, exchange.explain(e), e));
    } finally {
      exchange.close();
    }
  }

  /** Gives up, whether it has begun or not. */
  void abort(String reason) {
    exchange.abort(reason);
    settle(Failures.of(hub, reason, null));
  }

  CompletableFuture<Void> result() {
    return result;
  }

  private String head() {
    return "POST "
        + path
        + " HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.length
        + "\r\nConnection: close\r\n";
  }

  private void settle(RendezvousException failure) {
    if (settled.compareAndSet(false, true)) {
      deadline.cancel(false);
      context.threads().complete(result, null, failure);
    }
  }
}
