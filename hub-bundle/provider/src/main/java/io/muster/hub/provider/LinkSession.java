package io.muster.hub.provider;

import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.LinkFacts;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.hub.provider.mux.Multiplexer;
import io.muster.hub.spi.Link;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerKey;
import java.util.Optional;

/** One link with its multiplexer; turns what happens on it into actions. */
final class LinkSession implements Multiplexer.Owner {
  private final Links links;
  private final long id;
  private final Transport transport;
  private final Link link;
  private final Optional<Effect.Dial> dial;
  private final Multiplexer mux;
  private boolean greeted;
  private volatile LiveConnection connection;

  /** A link that was dialled, or accepted if {@code dial} is empty. */
  LinkSession(Links links, long id, Transport transport, Link link, Optional<Effect.Dial> dial) {
    this.links = links;
    this.id = id;
    this.transport = transport;
    this.link = link;
    this.dial = dial;
    this.mux = links.multiplexer(link, this);
  }

  @Override
  public void greeted(long nonce) {
    greeted = true;
    LinkFacts facts = new LinkFacts(id, dialled(), nonce, link.address().scheme());
    long at = links.at();
    links.dispatch(
        dial.isPresent()
            ? new LinkAction.RemotePeerConnectionSucceeded(
                peer(), dial.get().attempt(), dial.get().address(), facts, at)
            : new LinkAction.RemotePeerClientDidConnect(peer(), facts, at));
  }

  @Override
  public void ended(CloseCode code, String reason, boolean blamed) {
    long at = links.at();
    double jitter = links.jitter();
    if (!greeted) {
      dial.ifPresent(
          d ->
              links.dispatch(
                  new LinkAction.RemotePeerConnectionFailed(
                      d.peer(), d.attempt(), d.address(), code + ": " + reason, at, jitter)));
    } else if (blamed) {
      links.dispatch(new LinkAction.RemotePeerMisbehaved(peer(), id, reason, at, jitter));
    } else {
      links.dispatch(new LinkAction.RemotePeerDidDisconnect(peer(), id, code, reason, at, jitter));
    }
  }

  @Override
  public void report(String what, Throwable cause) {
    links.report(what, cause);
  }

  long id() {
    return id;
  }

  PeerKey peer() {
    return link.remote();
  }

  boolean dialled() {
    return dial.isPresent();
  }

  Link link() {
    return link;
  }

  Transport transport() {
    return transport;
  }

  Multiplexer mux() {
    return mux;
  }

  /** The connection that the link has become, or null. */
  LiveConnection connection() {
    return connection;
  }

  void connection(LiveConnection now) {
    connection = now;
  }
}
