package io.muster.hub.signalhub.server;

import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The hub in the Jetty that Felix uses, without Felix, on few threads. */
final class TestServer implements AutoCloseable {
  static final int THREADS = 12;

  final SignalhubServer hub;
  private final Server jetty = new Server(new QueuedThreadPool(THREADS));
  private final ServerConnector connector = new ServerConnector(jetty, 1, 1);

  TestServer(ServerSettings settings) throws Exception {
    hub = new SignalhubServer(settings, Container.atHand());
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setUriCompliance(UriCompliance.UNSAFE);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(hub.servlet());
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/");
    jetty.setHandler(context);
    jetty.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  Wire connect() throws Exception {
    return new Wire(connector.getLocalPort());
  }

  /** One request on a connection of its own. */
  Wire.Answer ask(String head, String body) throws Exception {
    try (Wire wire = connect()) {
      return wire.ask(head, body);
    }
  }

  Wire.Answer post(String path, String body) throws Exception {
    return ask("POST " + path, body);
  }

  Wire subscribe(String path) throws Exception {
    Wire wire = connect();
    wire.send("GET " + path + " HTTP/1.1\r\nHost: hub.test\r\n\r\n");
    Wire.Answer head = wire.head();
    if (head.status() != 200) {
      throw new AssertionError("subscription answered " + head);
    }
    return wire;
  }

  /** Waits until so many streams are open. */
  void awaitConnections(int count) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (hub.count().connections() != count) {
      if (System.nanoTime() > end) {
        throw new AssertionError("expected " + count + " streams, have " + hub.count());
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until so many connections are left in Jetty. */
  void awaitSockets(int count) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (connector.getConnectedEndPoints().size() != count) {
      if (System.nanoTime() > end) {
        throw new AssertionError("connections are left: " + connector.getConnectedEndPoints());
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    hub.close();
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
