package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.Transport.Listening;
import io.muster.peer.PeerAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node that dials and one that listens. */
final class TckPair {
  final TckNode dialler;
  final TckNode listener;
  final LinkedBlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
  final Listening listening;
  final PeerAddress address;

  final Tck limit;

  TckPair(TckNode dialler, TckNode listener, Tck limit) throws Exception {
    this.limit = limit;
    this.dialler = dialler;
    this.listener = listener;
    this.listening = limit.await(listener.transport().listen(accepted::add), "listen");
    assertTrue(!listening.addresses().isEmpty(), "a listening node has no address");
    this.address = listening.addresses().get(0);
  }

  Link dial() throws Exception {
    return limit.await(dialler.transport().dial(address, limit.dial()), "dial " + address);
  }

  Link accepted() throws InterruptedException {
    Link link = accepted.poll(limit.seconds(), TimeUnit.SECONDS);
    assertNotNull(link, "the acceptor was not given the link");
    return link;
  }
}
