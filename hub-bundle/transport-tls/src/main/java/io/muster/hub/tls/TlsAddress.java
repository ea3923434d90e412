package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerAddress.Protocol;
import io.muster.peer.PeerKey;
import java.util.List;

/**
 * {@code net:HOST:PORT~tls:KEY} in parts.
 *
 * @param host a name or a numeric address, not resolved
 * @param port 1 to 65535
 * @param key who is expected there
 */
record TlsAddress(String host, int port, PeerKey key) {
  static final String SCHEME = "tls";

  /** Reads the first alternative of an address; throws a {@link LinkException}. */
  static TlsAddress of(PeerAddress address) {
    List<Protocol> chain = address.alternatives().get(0);
    if (chain.size() != 2
        || !chain.get(0).name().equals("net")
        || chain.get(0).data().size() != 2
        || !chain.get(1).name().equals(SCHEME)
        || chain.get(1).data().size() != 1) {
      throw unusable(address, "expected the form net:HOST:PORT~tls:KEY");
    }
    try {
      int port = Integer.parseInt(chain.get(0).data().get(1));
      if (port < 1 || port > 65_535) {
        throw unusable(address, "expected a port from 1 to 65535");
      }
      return new TlsAddress(
          chain.get(0).data().get(0), port, PeerKey.parse(chain.get(1).data().get(0)));
    } catch (NumberFormatException e) {
      throw unusable(address, "expected a port from 1 to 65535");
    } catch (IllegalArgumentException e) {
      throw unusable(address, e.getMessage());
    }
  }

  PeerAddress toPeerAddress() {
    return new PeerAddress(
        List.of(
            List.of(
                new Protocol("net", List.of(host, Integer.toString(port))),
                new Protocol(SCHEME, List.of(key.toString())))));
  }

  private static LinkException unusable(PeerAddress address, String expected) {
    return new LinkException(
        Reason.CONFIGURATION, "'" + address + "' cannot be dialled: " + expected, null);
  }
}
