package io.muster.hub.signalhub.server;

import io.muster.settings.Settings;
import jakarta.servlet.Servlet;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A hub: its state, its servlet and its one thread, which sends heartbeats. */
public final class SignalhubServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 4;

  private final Hub hub = new Hub();
  private final ScheduledThreadPoolExecutor heartbeats;
  private final SignalhubServlet servlet;
  private final Container container;
  private volatile ServerSettings settings;

  SignalhubServer(ServerSettings settings, Container container) {
    this.settings = settings;
    this.container = container;
    heartbeats = new ScheduledThreadPoolExecutor(1, SignalhubServer::named);
    heartbeats.setRemoveOnCancelPolicy(true);
    Streams streams = new Streams(this::settings, hub, heartbeats, container);
    servlet = new SignalhubServlet(this::settings, hub, streams, container);
  }

  /**
   * Makes a hub without OSGi.
   *
   * @param properties configuration as of PID {@code io.muster.hub.signalhub.server}
   * @return the hub, to be closed by the caller
   */
  public static SignalhubServer of(Map<String, Object> properties) {
    Settings settings = Settings.of(ServerSettings.PID, properties);
    return new SignalhubServer(ServerSettings.read(settings), Container.atHand());
  }

  /**
   * Returns what to register with a servlet container.
   *
   * @return a servlet that needs support of asynchronous calls
   */
  public Servlet servlet() {
    return servlet;
  }

  ServerSettings settings() {
    return settings;
  }

  /** Changes the limits; streams that exist keep theirs. */
  void use(ServerSettings changed) {
    settings = changed;
  }

  Hub.Count count() {
    return hub.count();
  }

  int pendingPosts() {
    return servlet.pendingPosts();
  }

  /** Ends all streams and the thread. */
  @Override
  public void close() {
    hub.close();
    container.close();
    heartbeats.shutdownNow();
    try {
      heartbeats.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "muster-signalhub-server-heartbeat");
    thread.setDaemon(true);
    return thread;
  }
}
