package io.muster.hub.signalhub;

import io.muster.hub.spi.Rendezvous.Listener;
import io.muster.hub.spi.Rendezvous.Session;
import io.muster.hub.spi.RendezvousException;
import io.muster.peer.JsonText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One connection to a hub: its event stream, read by one thread, and messages sent beside it. */
final class Subscription implements Session, Runnable {
  private static final int MAX_MESSAGE = 48 * 1024;

  private final SignalhubContext context;
  private final Meeting meeting;
  private final Exchange exchange;
  private final SerialQueue<Publication> publications;
  private final CompletableFuture<Session> result = new CompletableFuture<>();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final DropLog drops;
  private final Consumer<Subscription> ended;

  /**
   * Where to subscribe.
   *
   * @param hub the hub
   * @param application the application's name
   * @param path of the subscription
   * @param listener is told
   */
  record Meeting(HubAddress hub, String application, String path, Listener listener) {}

  Subscription(SignalhubContext context, Meeting meeting, Consumer<Subscription> ended) {
    this.context = context;
    this.meeting = meeting;
    this.ended = ended;
    this.exchange = new Exchange(context.dialler(), meeting.hub());
    this.publications =
        new SerialQueue<>(context.threads()::io, context.settings().maxPendingPublishes());
    this.drops = new DropLog(meeting.hub().toString(), context.warnings(), System::nanoTime);
  }

  CompletionStage<Session> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public void run() {
    try (exchange) {
      HttpAnswer answer = open();
      if (answer != null) {
        tellClosed(receive(answer));
      }
    } finally {
      publications.close().forEach(p -> p.abort("the session is closed"));
      ended.accept(this);
    }
  }

  /** Returns the answer if the stream is open, or null if the connecting has failed. */
  private HttpAnswer open() {
    Duration timeout = context.settings().timeout();
    ScheduledFuture<?> deadline = null;
    try {
      String late = "no answer within " + timeout.toSeconds() + " s";
      deadline = context.threads().after(timeout, () -> giveUp(late));
      HttpAnswer answer = exchange.send(head(), new byte[0], timeout);
      if (answer.status() != 200 || !answer.isEventStream()) {
        fail(Failures.refused(meeting.hub(), answer, context.clock()));
        return null;
      }
      exchange.silenceLimit(context.settings().liveness());
      return settled.compareAndSet(false, true) ? answer : null;
    } catch (IOException | RuntimeException e) {
      fail(Failures.of(meeting.hub(), exchange.explain(e), e));
      return null;
    } finally {
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }

  /** Hands on events until the stream ends; returns why it did. */
  private String receive(HttpAnswer answer) {
    context.threads().complete(result, this, null);
    try {
      new EventStream(context.settings().maxEventBytes(), new Inbox()).read(answer.body());
      return exchange.explain(new EOFException("the hub ended the stream"));
    } catch (IOException | RuntimeException e) {
      return exchange.explain(e);
    }
  }

  @Override
  public CompletionStage<Void> publish(String channel, String json) {
    JsonText.check(json);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_MESSAGE || json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(
          "A message has at most " + MAX_MESSAGE + " bytes, without line breaks; not " + length);
    }
    String path = PathNames.broadcast(meeting.hub(), meeting.application(), channel);
    try {
      Publication publication = new Publication(context, meeting.hub(), path, json);
      if (!publications.add(publication)) {
        publication.abort(
            "the session is closed, or "
                + context.settings().maxPendingPublishes()
                + " messages are waiting already (max.pending.publishes)");
      }
      return publication.result().minimalCompletionStage();
    } catch (RendezvousException e) {
      return CompletableFuture.<Void>failedFuture(e).minimalCompletionStage();
    }
  }

  @Override
  public void close() {
    close("closed by this node");
  }

  void close(String reason) {
    giveUp(reason);
    exchange.abort(reason);
    publications.close().forEach(p -> p.abort("the session is closed"));
  }

  private String head() {
    return "GET "
        + meeting.path()
        + " HTTP/1.1\r\nAccept: text/event-stream\r\nConnection: close\r\n";
  }

  /** Fails the connecting; has no effect once it has succeeded. */
  private void giveUp(String reason) {
    if (fail(Failures.of(meeting.hub(), reason, null))) {
      exchange.abort(reason);
    }
  }

  private boolean fail(RendezvousException failure) {
    boolean first = settled.compareAndSet(false, true);
    if (first) {
      context.threads().complete(result, null, failure);
    }
    return first;
  }

  private void tellClosed(String reason) {
    try {
      meeting.listener().closed(reason);
    } catch (RuntimeException e) {
      context.warnings().accept("MUSTER-HUB-0004 a listener failed at the end of a session: " + e);
    }
  }

  /** Hands on what is well-formed. */
  private final class Inbox implements EventStream.Sink {
    @Override
    public void event(String data) {
      if (!JsonText.isWellFormed(data)) {
        drops.dropped("an event that is no JSON");
        return;
      }
      try {
        meeting.listener().message(data);
      } catch (RuntimeException e) {
        context.warnings().accept("MUSTER-HUB-0004 a listener failed on a message: " + e);
      }
    }

    @Override
    public void dropped(String why) {
      drops.dropped(why);
    }
  }
}
