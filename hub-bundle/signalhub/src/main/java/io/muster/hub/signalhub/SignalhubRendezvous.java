package io.muster.hub.signalhub;

import io.muster.hub.signalhub.Subscription.Meeting;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.RendezvousException;
import io.muster.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Meets peers at hubs that speak the signalhub protocol. Application and channel names may be any
 * that the protocol can carry, not only those of the contract. Each session has one thread that
 * reads, and one that writes while messages wait; {@link #close} ends all of them.
 */
public final class SignalhubRendezvous implements Rendezvous, AutoCloseable {
  private final Dialler dialler;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final SignalhubThreads threads = new SignalhubThreads();
  private final Set<Subscription> sessions = new HashSet<>();
  private volatile SignalhubSettings settings;
  private boolean closed;

  SignalhubRendezvous(
      SignalhubSettings settings, Dialler dialler, Clock clock, Consumer<String> warnings) {
    this.settings = settings;
    this.dialler = dialler;
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * Makes a client without OSGi.
   *
   * @param properties configuration as of PID {@code io.muster.hub.signalhub}
   * @param warnings is given lines for the log
   * @return the client, to be closed by the caller
   */
  public static SignalhubRendezvous of(Map<String, Object> properties, Consumer<String> warnings) {
    Settings settings = Settings.of(SignalhubSettings.PID, properties);
    return new SignalhubRendezvous(
        SignalhubSettings.read(settings), Dialler.standard(), Clock.systemUTC(), warnings);
  }

  /** Changes the limits; sessions that exist keep theirs. */
  void use(SignalhubSettings changed) {
    settings = changed;
  }

  @Override
  public CompletionStage<Session> connect(
      URI hub, String application, Set<String> channels, Listener listener) {
    try {
      HubAddress address = HubAddress.of(hub);
      String path = PathNames.subscription(address, application, channels);
      Subscription session = session(new Meeting(address, application, path, listener));
      threads.io(session);
      return session.result();
    } catch (IllegalArgumentException e) {
      return failed(new RendezvousException(e.getMessage(), null, e));
    } catch (RendezvousException e) {
      return failed(e);
    }
  }

  private Subscription session(Meeting meeting) {
    SignalhubSettings current = settings;
    SignalhubContext context = new SignalhubContext(current, dialler, threads, clock, warnings);
    Subscription session = new Subscription(context, meeting, this::ended);
    synchronized (sessions) {
      if (closed) {
        throw new RendezvousException("The signalhub client has been stopped", null, null);
      }
      if (sessions.size() >= current.maxSessions()) {
        throw new RendezvousException(
            "There are "
                + sessions.size()
                + " sessions with hubs already; raise max.sessions of "
                + SignalhubSettings.PID
                + " or name fewer hubs",
            null,
            null);
      }
      sessions.add(session);
    }
    return session;
  }

  private void ended(Subscription session) {
    synchronized (sessions) {
      sessions.remove(session);
    }
  }

  /** Ends all sessions, tells their listeners and waits for the threads, at most 4 s. */
  @Override
  public void close() {
    List<Subscription> open;
    synchronized (sessions) {
      closed = true;
      open = List.copyOf(sessions);
    }
    open.forEach(s -> s.close("the signalhub client was stopped"));
    threads.close();
  }

  private static CompletionStage<Session> failed(RendezvousException failure) {
    return CompletableFuture.<Session>failedFuture(failure).minimalCompletionStage();
  }
}
