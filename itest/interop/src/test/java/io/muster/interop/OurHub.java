package io.muster.interop;

import io.muster.hub.signalhub.server.SignalhubServer;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Our hub in this process, in the Jetty that the host has. */
final class OurHub implements AutoCloseable {
  private final SignalhubServer hub = SignalhubServer.of(Map.of());
  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty, 1, 1);

  OurHub() throws Exception {
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setUriCompliance(UriCompliance.UNSAFE); // as the host does for a hub
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(hub.servlet()), "/");
    jetty.setHandler(context);
    jetty.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
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
