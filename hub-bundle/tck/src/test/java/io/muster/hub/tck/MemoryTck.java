package io.muster.hub.tck;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;

/** The checks over the memory transport. */
class MemoryTck extends TransportTck {
  private final MemoryTransport.Net net = new MemoryTransport.Net();
  private final MemoryTransport.Fault fault;
  private int keys;

  MemoryTck(MemoryTransport.Fault fault, long limitSeconds) {
    super(limitSeconds);
    this.fault = fault;
  }

  @Override
  protected TckNode newNode() {
    byte[] key = new byte[32];
    key[0] = (byte) ++keys;
    key[5] = 1;
    return new MemoryTransport(net, PeerKey.of(key), fault);
  }

  @Override
  protected PeerAddress misnamed(TckNode node, PeerAddress address, PeerKey expected) {
    PeerAddress misnamed = PeerAddress.parse("local:" + expected);
    net.listening.put(misnamed.toString(), (MemoryTransport) node);
    return misnamed;
  }

  @Override
  protected PeerAddress silent(PeerKey expected) {
    PeerAddress silent = PeerAddress.parse("local:" + expected);
    net.silent.add(silent.toString());
    return silent;
  }
}
