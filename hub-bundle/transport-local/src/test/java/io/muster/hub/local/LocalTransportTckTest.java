package io.muster.hub.local;

import io.muster.hub.spi.Transport;
import io.muster.hub.tck.TckNode;
import io.muster.hub.tck.TransportTck;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.security.SecureRandom;

class LocalTransportTckTest extends TransportTck {
  private final LocalExchange exchange = LocalExchange.separate();

  @Override
  protected TckNode newNode() {
    LocalIdentity identity = LocalIdentity.generate(new SecureRandom());
    LocalTransport transport =
        new LocalTransport(LocalNode.of(identity, new Ed25519Verifier()), exchange);
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
    exchange.register(expected, exchange.find(node.key()).orElseThrow());
    return PeerAddress.parse("local:" + expected);
  }

  @Override
  protected PeerAddress silent(PeerKey expected) {
    exchange.register(expected);
    return PeerAddress.parse("local:" + expected);
  }
}
