package io.muster.hub.signalhub.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Receives messages: a bounded number at one time, each of bounded length, within 10 s. */
final class Posts {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int MAX_DRAINED_BYTES = 262_144;

  private final Supplier<ServerSettings> settings;
  private final Hub hub;
  private final AtomicInteger pending = new AtomicInteger();

  Posts(Supplier<ServerSettings> settings, Hub hub) {
    this.settings = settings;
    this.hub = hub;
  }

  /** How many messages are being received. */
  int pending() {
    return pending.get();
  }

  void receive(HttpServletRequest request, HttpServletResponse response, Set<ChannelName> names)
      throws IOException {
    if (names.size() != 1) {
      Answers.problem(
          response, HttpServletResponse.SC_BAD_REQUEST, "A message goes to one channel.");
      return;
    }
    if (pending.incrementAndGet() > settings.get().maxPendingPosts()) {
      pending.decrementAndGet();
      response.setHeader("Connection", "close");
      Answers.busy(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The hub is busy.", 1);
      return;
    }
    AsyncContext async = request.startAsync();
    async.setTimeout(TIMEOUT_MILLIS);
    Post post = new Post(async, names.iterator().next(), settings.get().maxBodyBytes());
    async.addListener(post);
    request.getInputStream().setReadListener(post);
  }

  /** One message on its way in. Called by one thread at a time, as the container promises. */
  private final class Post implements ReadListener, AsyncListener {
    private final AsyncContext async;
    private final ChannelName name;
    private final int limit;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean counted = new AtomicBoolean(true);
    private int length;

    Post(AsyncContext async, ChannelName name, int limit) {
      this.async = async;
      this.name = name;
      this.limit = limit;
    }

    @Override
    public void onDataAvailable() throws IOException {
      ServletInputStream in = async.getRequest().getInputStream();
      byte[] buffer = new byte[4096];
      while (in.isReady()) {
        int n = in.read(buffer);
        if (n < 0) {
          return;
        }
        length += n;
        if (length <= limit) {
          body.write(buffer, 0, n);
        } else if (length > MAX_DRAINED_BYTES) {
          // Reading on would help no honest sender; up to here it does, it then sees the status.
          tooLong();
          return;
        }
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      if (length > limit) {
        tooLong();
        return;
      }
      try {
        int receivers = hub.publish(name, Message.of(ByteBuffer.wrap(body.toByteArray())));
        HttpServletResponse response = response();
        if (answered.compareAndSet(false, true)) {
          response.setHeader("X-Signalhub-Receivers", Integer.toString(receivers));
          response.setContentLength(0);
          complete();
        }
      } catch (IllegalArgumentException e) {
        refuse(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (answered.compareAndSet(false, true)) {
        complete();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      response().setHeader("Connection", "close");
      refuse(HttpServletResponse.SC_REQUEST_TIMEOUT, "The body took more than 10 s.");
    }

    @Override
    public void onComplete(AsyncEvent event) {
      release();
    }

    @Override
    public void onError(AsyncEvent event) {
      onError(event.getThrowable());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Never started again.
    }

    private void tooLong() throws IOException {
      response().setHeader("Connection", "close");
      refuse(
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "The body has more than " + limit + " bytes.");
    }

    private void refuse(int status, String reason) throws IOException {
      if (answered.compareAndSet(false, true)) {
        Answers.problem(response(), status, reason);
        complete();
      }
    }

    /** Makes room before the sender can see the answer and send the next. */
    private void complete() {
      release();
      async.complete();
    }

    private void release() {
      if (counted.compareAndSet(true, false)) {
        pending.decrementAndGet();
      }
    }

    private HttpServletResponse response() {
      return (HttpServletResponse) async.getResponse();
    }
  }
}
