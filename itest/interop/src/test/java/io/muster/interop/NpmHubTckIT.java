package io.muster.interop;

import io.muster.hub.signalhub.SignalhubRendezvous;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.tck.RendezvousTck;
import io.muster.hub.tck.TckHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** Our client with the npm hub. */
@ExtendWith(NpmPackages.class)
class NpmHubTckIT extends RendezvousTck {
  @Override
  protected TckHub newHub() throws Exception {
    return new Npm(new NpmHub(), SignalhubRendezvous.of(Map.of(), System.out::println));
  }

  private record Npm(NpmHub hub, SignalhubRendezvous client) implements TckHub {
    @Override
    public Rendezvous rendezvous() {
      return client;
    }

    @Override
    public URI address() {
      return hub.uri();
    }

    @Override
    public URI nobody() {
      try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return URI.create("http://127.0.0.1:" + closed.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void killHub() throws Exception {
      hub.kill();
    }

    @Override
    public void close() {
      client.close();
      hub.close();
    }
  }
}
