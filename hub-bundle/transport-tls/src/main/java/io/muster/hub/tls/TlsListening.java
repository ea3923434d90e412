package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport.Listening;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;

/** An open server socket and what others are told of it. */
final class TlsListening implements Listening {
  private static final int BACKLOG = 64;

  private final ServerSocket server;
  private final List<PeerAddress> addresses;
  private final HandshakeSlots slots;
  private final Consumer<TlsListening> whenClosed;

  private TlsListening(
      ServerSocket server,
      List<PeerAddress> addresses,
      HandshakeSlots slots,
      Consumer<TlsListening> whenClosed) {
    this.server = server;
    this.addresses = addresses;
    this.slots = slots;
    this.whenClosed = whenClosed;
  }

  static TlsListening open(TlsSettings settings, PeerKey key, Consumer<TlsListening> whenClosed) {
    TlsSettings.Limits limits = settings.limits();
    HandshakeSlots slots =
        new HandshakeSlots(limits.maxHandshakes(), limits.maxHandshakesPerAddress());
    ServerSocket server = bind(settings);
    return new TlsListening(
        server, addresses(settings, key, server.getLocalPort()), slots, whenClosed);
  }

  private static ServerSocket bind(TlsSettings settings) {
    try {
      ServerSocket server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
        return server;
      } catch (IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LinkException(
          Reason.CONFIGURATION,
          "Cannot listen at "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "). Set io.muster.hub.tls/port to a free port, 0 for any, and"
              + " io.muster.hub.tls/host to an address of this machine",
          e);
    }
  }

  private static List<PeerAddress> addresses(TlsSettings settings, PeerKey key, int port) {
    if (settings.advertise().isEmpty()) {
      return settings.isWildcard()
          ? List.of()
          : List.of(new TlsAddress(settings.host(), port, key).toPeerAddress());
    }
    return settings.advertise().stream()
        .map(a -> new TlsAddress(a.host(), a.port() == 0 ? port : a.port(), key).toPeerAddress())
        .toList();
  }

  @Override
  public List<PeerAddress> addresses() {
    return addresses;
  }

  HandshakeSlots slots() {
    return slots;
  }

  /** The next connection; null when closed. */
  Socket next() {
    while (!server.isClosed()) {
      try {
        return server.accept();
      } catch (IOException e) {
        pauseAfter(e);
      }
    }
    return null;
  }

  /** Out of file handles, say: others must give some back first. */
  private void pauseAfter(IOException e) {
    if (server.isClosed()) {
      return;
    }
    try {
      Thread.sleep(100);
    } catch (InterruptedException interrupted) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // It accepts no more in any case.
    }
    whenClosed.accept(this);
  }
}
