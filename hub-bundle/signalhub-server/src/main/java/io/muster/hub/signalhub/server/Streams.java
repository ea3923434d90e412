package io.muster.hub.signalhub.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Opens event streams. */
final class Streams {
  private static final int FULL_WAIT_SECONDS = 30;
  private static final int TOO_MANY_REQUESTS = 429;

  private final Supplier<ServerSettings> settings;
  private final Hub hub;
  private final ScheduledExecutorService heartbeats;
  private final Container container;

  Streams(
      Supplier<ServerSettings> settings,
      Hub hub,
      ScheduledExecutorService heartbeats,
      Container container) {
    this.settings = settings;
    this.hub = hub;
    this.heartbeats = heartbeats;
    this.container = container;
  }

  void open(HttpServletRequest request, HttpServletResponse response, Set<ChannelName> channels)
      throws IOException {
    ServerSettings limits = settings.get();
    Stream stream = new Stream();
    Subscriber subscriber =
        new Subscriber(request.getRemoteAddr(), channels, stream, limits.maxQueueBytes());
    Optional<Hub.Refusal> refusal = hub.add(subscriber, limits);
    if (refusal.isPresent()) {
      refuse(response, refusal.get(), limits);
      return;
    }
    try {
      head(response);
      stream.start(request, subscriber);
    } catch (IOException | RuntimeException e) {
      hub.remove(subscriber);
      throw e;
    }
  }

  private static void head(HttpServletResponse response) {
    response.setContentType("text/event-stream; charset=utf-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    // After the stream nothing else is said on the connection.
    response.setHeader("Connection", "close");
  }

  private static void refuse(
      HttpServletResponse response, Hub.Refusal refusal, ServerSettings limits) throws IOException {
    switch (refusal) {
      case TOO_MANY_CHANNELS ->
          Answers.problem(
              response,
              HttpServletResponse.SC_BAD_REQUEST,
              "More than " + limits.maxChannels() + " channels.");
      case ADDRESS_FULL ->
          Answers.busy(
              response,
              TOO_MANY_REQUESTS,
              "More than " + limits.maxSubscribersPerAddress() + " streams from your address.",
              FULL_WAIT_SECONDS);
      case FULL ->
          Answers.busy(
              response,
              HttpServletResponse.SC_SERVICE_UNAVAILABLE,
              "The hub is full.",
              FULL_WAIT_SECONDS);
    }
  }

  /** One stream: outlet of its subscriber, listener of the container. */
  private final class Stream implements Outlet, WriteListener, AsyncListener {
    private final AtomicBoolean completed = new AtomicBoolean();
    private Subscriber subscriber;
    private AsyncContext async;
    private ServletOutputStream out;
    private ScheduledFuture<?> heartbeat;
    private volatile Runnable cut = () -> {};
    private boolean opened;

    void start(HttpServletRequest request, Subscriber owner) throws IOException {
      subscriber = owner;
      async = request.startAsync();
      async.setTimeout(0);
      async.addListener(this);
      out = async.getResponse().getOutputStream();
      long millis = settings.get().heartbeat().toMillis();
      heartbeat =
          heartbeats.scheduleAtFixedRate(
              () -> hub.heartbeat(owner), millis, millis, TimeUnit.MILLISECONDS);
      cut = container.whenLeft(request, this::leave);
      out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
      if (opened) {
        subscriber.pump();
      } else {
        opened = true;
        subscriber.opened();
      }
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void complete() {
      heartbeat.cancel(false);
      hub.remove(subscriber);
      if (completed.compareAndSet(false, true)) {
        boolean stuck = isStuck();
        try {
          async.complete();
        } catch (IllegalStateException e) {
          // The container has ended it already.
          return;
        }
        if (stuck) {
          cut.run();
        }
      }
    }

    private boolean isStuck() {
      try {
        return !out.isReady();
      } catch (IllegalStateException e) {
        return false;
      }
    }

    private void leave() {
      heartbeat.cancel(false);
      hub.remove(subscriber);
      subscriber.close();
    }

    @Override
    public void onError(Throwable failure) {
      leave();
      complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      completed.set(true);
      leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      leave();
    }

    @Override
    public void onError(AsyncEvent event) {
      leave();
      complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Never started again.
    }
  }
}
