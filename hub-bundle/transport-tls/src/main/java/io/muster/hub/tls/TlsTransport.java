package io.muster.hub.tls;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The transport {@code tls}. Two threads for each link, one for each handshake, all bounded. Not
 * exported; tests of other modules may use it without a framework.
 */
public final class TlsTransport implements Transport, AutoCloseable {
  private static final String STOPPED = "the transport was stopped";

  private final TlsNode node;
  private final TlsSettings settings;
  private final LinkThreads threads = new LinkThreads("muster-tls");
  private final Deadlines deadlines = new Deadlines();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<CompletableFuture<Link>> dials = ConcurrentHashMap.newKeySet();
  private final Set<TlsLink> links = ConcurrentHashMap.newKeySet();
  private final Set<TlsListening> listenings = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Makes a transport.
   *
   * @param node who this node is
   * @param settings where it listens and what it bounds
   */
  public TlsTransport(TlsNode node, TlsSettings settings) {
    this.node = node;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Link> dial(PeerAddress address, Duration timeout) {
    CompletableFuture<Link> dialled = new CompletableFuture<>();
    Socket socket = new Socket();
    try {
      TlsAddress target = TlsAddress.of(address);
      track(socket);
      Future<?> deadline = deadlines.set(timeout, () -> giveUp(address, timeout, socket, dialled));
      dials.add(dialled);
      dialled.whenComplete(
          (link, failure) -> {
            deadline.cancel(false);
            dials.remove(dialled);
          });
      threads.start("dial", () -> dial(target, address, socket, dialled));
    } catch (LinkException e) {
      forget(socket);
      dialled.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      forget(socket);
      dialled.completeExceptionally(stopped());
    }
    return dialled.minimalCompletionStage();
  }

  /** On a thread of its own, because whoever waits for the dial may run on it. */
  private void giveUp(
      PeerAddress address, Duration timeout, Socket socket, CompletableFuture<Link> dialled) {
    LinkException timedOut =
        new LinkException(
            Reason.TIMEOUT,
            "Dialling " + address + ": no link within " + timeout.toMillis() + " ms",
            null);
    threads.startOrRun(
        "timeout",
        () -> {
          if (dialled.completeExceptionally(timedOut)) {
            closeQuietly(socket);
          }
        });
  }

  private void dial(
      TlsAddress target, PeerAddress address, Socket socket, CompletableFuture<Link> dialled) {
    try {
      connect(target, socket);
      Handshake.Secured secured = node.handshake().client(socket, target.key());
      TlsLink link = new TlsLink(secured, socket, address, threads);
      run(link, taken -> complete(dialled, taken));
    } catch (LinkException e) {
      dialled.completeExceptionally(
          new LinkException(e.reason(), "Dialling " + address + ": " + bare(e), e.getCause()));
    } catch (RuntimeException e) {
      dialled.completeExceptionally(
          new LinkException(Reason.PROTOCOL, "Dialling " + address + ": " + e, e));
    } finally {
      dialled.completeExceptionally(stopped());
      forget(socket);
    }
  }

  /** The message without its code, which the new exception writes again. */
  private static String bare(LinkException e) {
    return e.getMessage().substring(e.code().length() + 1);
  }

  private static void complete(CompletableFuture<Link> dialled, TlsLink link) {
    if (!dialled.complete(link)) {
      link.end("nobody waits for it any more");
    }
  }

  private static void connect(TlsAddress target, Socket socket) {
    try {
      socket.connect(new InetSocketAddress(target.host(), target.port()));
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new LinkException(Reason.UNREACHABLE, "nobody answers (" + e.getMessage() + ")", e);
    }
  }

  /** This thread becomes the link's reader; a second one writes. */
  private void run(TlsLink link, Consumer<TlsLink> taker) {
    links.add(link);
    if (closed) {
      link.end(STOPPED);
    }
    try {
      threads.start("write", link::write);
      taker.accept(link);
    } catch (RejectedExecutionException e) {
      link.end(STOPPED);
    } catch (RuntimeException e) {
      link.end("the acceptor failed: " + e);
    }
    link.read();
    links.remove(link);
  }

  @Override
  public CompletionStage<Listening> listen(Acceptor acceptor) {
    TlsListening listening;
    try {
      if (closed) {
        throw stopped();
      }
      listening = TlsListening.open(settings, node.key(), listenings::remove);
    } catch (LinkException e) {
      return CompletableFuture.failedStage(e);
    }
    listenings.add(listening);
    try {
      threads.start("accept", () -> accept(listening, acceptor));
      return CompletableFuture.<Listening>completedFuture(listening).minimalCompletionStage();
    } catch (RejectedExecutionException e) {
      listening.close();
      return CompletableFuture.failedStage(stopped());
    }
  }

  private void accept(TlsListening listening, Acceptor acceptor) {
    HandshakeSlots slots = listening.slots();
    for (Socket socket = listening.next(); socket != null; socket = listening.next()) {
      Socket next = socket;
      if (!slots.take(socket.getInetAddress())) {
        closeQuietly(socket);
        continue;
      }
      try {
        track(socket);
        threads.start("link", () -> accept(next, slots, acceptor));
      } catch (LinkException | RejectedExecutionException e) {
        slots.giveBack(socket.getInetAddress());
        forget(socket);
      }
    }
  }

  private void accept(Socket socket, HandshakeSlots slots, Acceptor acceptor) {
    try {
      Handshake.Secured secured = secured(socket, slots);
      PeerAddress from =
          new TlsAddress(
                  socket.getInetAddress().getHostAddress(), socket.getPort(), secured.remote())
              .toPeerAddress();
      run(new TlsLink(secured, socket, from, threads), acceptor::accepted);
    } catch (IOException | RuntimeException e) {
      // A stranger failed to prove a key, or left: nobody waits for an answer.
    } finally {
      forget(socket);
    }
  }

  private Handshake.Secured secured(Socket socket, HandshakeSlots slots) throws IOException {
    Duration limit = settings.limits().handshake();
    Future<?> deadline = deadlines.set(limit, () -> closeQuietly(socket));
    try {
      socket.setTcpNoDelay(true);
      return node.handshake().server(socket);
    } finally {
      deadline.cancel(false);
      slots.giveBack(socket.getInetAddress());
    }
  }

  private void track(Socket socket) {
    sockets.add(socket);
    if (closed) {
      throw stopped();
    }
    int max = settings.limits().maxLinks();
    if (sockets.size() > max) {
      throw new LinkException(
          Reason.UNREACHABLE,
          "There are " + max + " links already; io.muster.hub.tls/max.links bounds them",
          null);
    }
  }

  private void forget(Socket socket) {
    closeQuietly(socket);
    sockets.remove(socket);
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to close.
    }
  }

  private static LinkException stopped() {
    return new LinkException(Reason.CLOSED, "Nothing is dialled: " + STOPPED, null);
  }

  /** How many connections there are, proven or not. */
  int size() {
    return sockets.size();
  }

  /** Ends all links, stops listening and waits up to 4 s for the threads. */
  @Override
  public void close() {
    closed = true;
    Set.copyOf(listenings).forEach(TlsListening::close);
    deadlines.close();
    links.forEach(link -> link.end(STOPPED));
    sockets.forEach(TlsTransport::closeQuietly);
    dials.forEach(dialled -> dialled.completeExceptionally(stopped()));
    threads.close();
  }
}
