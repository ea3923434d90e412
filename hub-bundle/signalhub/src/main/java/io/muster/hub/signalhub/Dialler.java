package io.muster.hub.signalhub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to hubs. The addresses that a name resolves to are checked and then connected
 * to as bytes, so that no second look-up can lead elsewhere. No proxy is used.
 */
final class Dialler {
  /** Looks up a name. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final SSLSocketFactory tls;

  Dialler(Resolver resolver, SSLSocketFactory tls) {
    this.resolver = resolver;
    this.tls = tls;
  }

  /** Names are looked up by the system, certificates checked against the runtime's authorities. */
  static Dialler standard() {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, null, null);
      return new Dialler(InetAddress::getAllByName, tls.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime has no TLS", e);
    }
  }

  /**
   * Connects.
   *
   * @param hub where to
   * @param timeout for each address of the name
   * @param opened is given each socket before it is used, so that it can be closed from elsewhere
   * @return the connection, with TLS completed if the hub asks for it
   */
  Socket connect(HubAddress hub, Duration timeout, Consumer<Socket> opened) throws IOException {
    IOException failure = null;
    for (InetAddress address : resolved(hub)) {
      Socket socket = new Socket(Proxy.NO_PROXY);
      opened.accept(socket);
      try {
        socket.connect(new InetSocketAddress(address, hub.port()), (int) timeout.toMillis());
        socket.setTcpNoDelay(true);
        return hub.tls() ? secured(socket, hub) : socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private List<InetAddress> resolved(HubAddress hub) throws IOException {
    List<InetAddress> addresses = List.of(resolver.resolve(hub.host()));
    if (addresses.isEmpty()) {
      throw new UnknownHostException(hub.host());
    }
    if (!hub.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      throw new IOException("plain http is for loopback only; use https");
    }
    return addresses;
  }

  private Socket secured(Socket socket, HubAddress hub) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, hub.host(), hub.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }
}
