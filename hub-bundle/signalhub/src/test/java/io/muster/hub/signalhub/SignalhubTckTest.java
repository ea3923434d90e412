package io.muster.hub.signalhub;

import io.muster.hub.signalhub.server.SignalhubServer;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.tck.RendezvousTck;
import io.muster.hub.tck.TckHub;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Our client with our hub. */
class SignalhubTckTest extends RendezvousTck {
  @Override
  protected TckHub newHub() throws Exception {
    return new JettyHub();
  }

  private static final class JettyHub implements TckHub {
    private final SignalhubRendezvous client = SignalhubRendezvous.of(Map.of(), line -> {});
    private final SignalhubServer hub = SignalhubServer.of(Map.of());
    private final Server jetty = new Server();
    private final Socket reserved = new Socket(); // has a port, on which it does not listen
    private final URI address;

    JettyHub() throws Exception {
      ServerConnector connector = new ServerConnector(jetty, 1, 1);
      connector.setHost("127.0.0.1");
      jetty.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServlet(new ServletHolder(hub.servlet()), "/");
      jetty.setHandler(context);
      jetty.start();
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public Rendezvous rendezvous() {
      return client;
    }

    @Override
    public URI address() {
      return address;
    }

    @Override
    public URI nobody() {
      return URI.create("http://127.0.0.1:" + reserved.getLocalPort());
    }

    @Override
    public void killHub() throws Exception {
      jetty.stop();
    }

    @Override
    public void close() {
      client.close();
      hub.close();
      try {
        reserved.close();
        jetty.stop();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
