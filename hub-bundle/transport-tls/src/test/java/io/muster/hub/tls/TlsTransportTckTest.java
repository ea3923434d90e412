package io.muster.hub.tls;

import io.muster.hub.spi.Transport;
import io.muster.hub.tck.TckNode;
import io.muster.hub.tck.TransportTck;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class TlsTransportTckTest extends TransportTck {
  private final List<ServerSocket> silent = new ArrayList<>();

  @Override
  protected TckNode newNode() {
    LocalIdentity identity = LocalIdentity.generate(new SecureRandom());
    Ed25519Verifier verifier = new Ed25519Verifier();
    TlsTransport transport =
        new TlsTransport(
            TlsNode.of(identity, () -> verifier, new SecureRandom()), TlsSettings.DEFAULT);
    return new TckNode() {
      @Override
      public PeerKey key() {
        return identity.key();
      }

      @Override
      public Transport transport() {
        return transport;
      }

      @Override
      public void close() {
        transport.close();
      }
    };
  }

  @Override
  protected PeerAddress misnamed(TckNode node, PeerAddress address, PeerKey expected) {
    TlsAddress there = TlsAddress.of(address);
    return new TlsAddress(there.host(), there.port(), expected).toPeerAddress();
  }

  @Override
  protected PeerAddress silent(PeerKey expected) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    silent.add(server);
    return new TlsAddress("127.0.0.1", server.getLocalPort(), expected).toPeerAddress();
  }

  @AfterEach
  void closeSilent() throws IOException {
    for (ServerSocket server : silent) {
      server.close();
    }
  }
}
