package io.muster.hub.local;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The transport {@code local}: nodes in one JVM. Two threads for each link. Not exported; tests of
 * other modules may use it without a framework.
 */
public final class LocalTransport implements Transport, AutoCloseable {
  /** The scheme of its addresses, {@code local:BASE64KEY}. */
  public static final String SCHEME = "local";

  /** Most links, and most dials under way, of one transport. */
  static final int MAX_LINKS = 512;

  private static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(10);

  private final LocalNode node;
  private final LocalExchange exchange;
  private final LinkThreads threads = new LinkThreads("muster-local");
  private final Set<LocalPipe> pipes = ConcurrentHashMap.newKeySet();
  private final Set<LocalListening> listenings = ConcurrentHashMap.newKeySet();
  private volatile LocalFaults faults = LocalFaults.NONE;
  private volatile boolean closed;

  /**
   * Makes a transport.
   *
   * @param node who this node is
   * @param exchange where nodes find each other
   */
  public LocalTransport(LocalNode node, LocalExchange exchange) {
    this.node = node;
    this.exchange = exchange;
  }

  /**
   * Causes faults from now on, in place of those before.
   *
   * @param faults which
   */
  public void cause(LocalFaults faults) {
    this.faults = faults;
    if (faults.cut()) {
      pipes.forEach(pipe -> pipe.end("cut on demand"));
    }
  }

  @Override
  public CompletionStage<Link> dial(PeerAddress address, Duration timeout) {
    CompletableFuture<Link> dialled = new CompletableFuture<>();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      LocalPipe pipe = offer(address, dialled);
      threads.start("dial", () -> dial(address, pipe, deadline, dialled));
    } catch (LinkException e) {
      dialled.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      dialled.completeExceptionally(closedTransport());
    }
    return dialled.minimalCompletionStage();
  }

  private LocalPipe offer(PeerAddress address, CompletableFuture<Link> dialled) {
    PeerKey key = key(address);
    requireRoom();
    BlockingQueue<Object[]> offers =
        exchange
            .find(key)
            .orElseThrow(
                () ->
                    new LinkException(
                        Reason.UNREACHABLE, "No node of this JVM listens as " + key, null));
    Object[] offer = LocalPipe.offer();
    LocalPipe pipe = track(LocalPipe.dialler(offer));
    if (!offers.offer(offer)) {
      pipes.remove(pipe);
      throw new LinkException(
          Reason.UNREACHABLE, "Too many nodes dial " + key + " at once; try again", null);
    }
    return pipe;
  }

  private static PeerKey key(PeerAddress address) {
    if (!address.scheme().equals(SCHEME)) {
      throw new LinkException(
          Reason.CONFIGURATION, "'" + address + "' is no address of the form local:KEY", null);
    }
    return address
        .key()
        .orElseThrow(
            () -> new LinkException(Reason.CONFIGURATION, "'" + address + "' names no key", null));
  }

  private void dial(
      PeerAddress address, LocalPipe pipe, long deadline, CompletableFuture<Link> dialled) {
    try {
      PeerKey expected = key(address);
      node.proof(pipe).dial(expected, deadline);
      run(new LocalLink(expected, address, pipe, () -> faults, threads), dialled::complete);
    } catch (LinkException e) {
      dialled.completeExceptionally(e);
    } catch (InterruptedException | RuntimeException e) {
      dialled.completeExceptionally(
          new LinkException(Reason.CLOSED, "The attempt was given up: " + e, e));
    } finally {
      pipe.end("not linked");
      pipes.remove(pipe);
    }
  }

  /** This thread becomes the link's reader; a second one writes. */
  private void run(LocalLink link, Consumer<Link> taker) {
    threads.start("write", link::write);
    try {
      taker.accept(link);
    } catch (RuntimeException e) {
      link.end("the acceptor failed: " + e);
    }
    link.read();
  }

  @Override
  public CompletionStage<Listening> listen(Acceptor acceptor) {
    LocalListening listening;
    try {
      listening = LocalListening.open(exchange, node.key(), listenings::remove);
    } catch (LinkException e) {
      return CompletableFuture.failedStage(e);
    }
    listenings.add(listening);
    try {
      threads.start("accept", () -> accept(listening, acceptor));
      return CompletableFuture.<Listening>completedFuture(listening).minimalCompletionStage();
    } catch (RejectedExecutionException e) {
      listening.close();
      return CompletableFuture.failedStage(closedTransport());
    }
  }

  private void accept(LocalListening listening, Acceptor acceptor) {
    for (Object[] offer = listening.next(); offer != null; offer = listening.next()) {
      LocalPipe pipe = track(LocalPipe.listener(offer));
      try {
        requireRoom();
        threads.start("link", () -> accept(pipe, acceptor));
      } catch (LinkException | RejectedExecutionException e) {
        pipe.end("refused by the other node: " + e.getMessage());
        pipes.remove(pipe);
      }
    }
  }

  private void accept(LocalPipe pipe, Acceptor acceptor) {
    try {
      long deadline = System.nanoTime() + ACCEPT_TIMEOUT.toNanos();
      PeerKey remote = node.proof(pipe).accept(deadline);
      PeerAddress from = PeerAddress.parse(SCHEME + ":" + remote);
      run(new LocalLink(remote, from, pipe, () -> faults, threads), acceptor::accepted);
    } catch (InterruptedException | RuntimeException e) {
      pipe.end("refused by the other node: " + e.getMessage());
    } finally {
      pipe.end("not linked");
      pipes.remove(pipe);
    }
  }

  private LocalPipe track(LocalPipe pipe) {
    pipes.add(pipe);
    if (closed) {
      pipe.end("the transport was stopped");
    }
    return pipe;
  }

  private void requireRoom() {
    if (closed) {
      throw closedTransport();
    }
    if (faults.refuse()) {
      throw new LinkException(Reason.UNREACHABLE, "Refused on demand", null);
    }
    if (pipes.size() > MAX_LINKS) {
      throw new LinkException(
          Reason.UNREACHABLE, "This transport has " + MAX_LINKS + " links already", null);
    }
  }

  private static LinkException closedTransport() {
    return new LinkException(Reason.CLOSED, "The transport was stopped", null);
  }

  /** Ends all links, stops listening and waits up to 4 s for the threads. */
  @Override
  public void close() {
    closed = true;
    Set.copyOf(listenings).forEach(LocalListening::close);
    pipes.forEach(pipe -> pipe.end("the transport was stopped"));
    threads.close();
  }

  /** How many links and attempts there are. */
  int size() {
    return pipes.size();
  }
}
