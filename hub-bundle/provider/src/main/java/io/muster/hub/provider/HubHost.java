package io.muster.hub.provider;

import io.muster.hub.PeerListener;
import io.muster.hub.PeerProtocol;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Transport;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.staging.Staging;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps a node running while services come and go: it starts when there is an identity, outlives
 * the identity's replacement, and starts anew when the key is another.
 */
final class HubHost {
  /** Starts a node's threads and publishes its services; empty if it refuses, and has said why. */
  interface Start extends Function<PeerKey, Optional<HubNode>> {}

  private final Keyring keyring;
  private final Start start;
  private final Consumer<HubNode> stop;
  private final Map<Transport, Set<String>> transports = new IdentityHashMap<>();
  private final List<Named> protocols = new ArrayList<>();
  private final List<PeerListener> listeners = new ArrayList<>();
  private final Map<Rendezvous, Set<String>> ways = new IdentityHashMap<>();
  private Staging staging;
  private PeerKey key;
  private HubNode node;
  private boolean closed;

  private record Named(String name, PeerProtocol protocol) {}

  HubHost(Keyring keyring, Start start, Consumer<HubNode> stop) {
    this.keyring = keyring;
    this.start = start;
    this.stop = stop;
  }

  synchronized void identity(Identity identity) {
    keyring.identity(identity);
    if (closed || identity == null || identity.key().equals(key)) {
      return;
    }
    end();
    key = identity.key();
    node = start.apply(key).orElse(null);
    if (node != null) {
      introduce();
    }
  }

  /** A new node is given everything that is there. */
  private void introduce() {
    listeners.forEach(node::addListener);
    protocols.forEach(p -> node.addProtocol(p.name(), p.protocol()));
    node.bench().set(staging);
    transports.forEach(node.transports()::add);
    ways.forEach(node.rendezvous()::add);
  }

  synchronized void add(Transport transport, Set<String> schemes) {
    transports.put(transport, schemes);
    if (node != null) {
      node.transports().add(transport, schemes);
    }
  }

  synchronized void remove(Transport transport) {
    transports.remove(transport);
    if (node != null) {
      node.transports().remove(transport);
    }
  }

  synchronized void add(Rendezvous way, Set<String> schemes) {
    ways.put(way, schemes);
    if (node != null) {
      node.rendezvous().add(way, schemes);
    }
  }

  synchronized void remove(Rendezvous way) {
    ways.remove(way);
    if (node != null) {
      node.rendezvous().remove(way);
    }
  }

  synchronized void add(String name, PeerProtocol protocol) {
    protocols.add(new Named(name, protocol));
    if (node != null) {
      node.addProtocol(name, protocol);
    }
  }

  synchronized void remove(String name, PeerProtocol protocol) {
    protocols.remove(new Named(name, protocol));
    if (node != null) {
      node.removeProtocol(name, protocol);
    }
  }

  synchronized void add(PeerListener listener) {
    listeners.add(listener);
    if (node != null) {
      node.addListener(listener);
    }
  }

  synchronized void remove(PeerListener listener) {
    listeners.remove(listener);
    if (node != null) {
      node.removeListener(listener);
    }
  }

  synchronized void staging(Staging now) {
    staging = now;
    if (node != null) {
      node.bench().set(now);
    }
  }

  synchronized void stagingGone(Staging gone) {
    if (staging == gone) {
      staging = null;
      if (node != null) {
        node.bench().unset(gone);
      }
    }
  }

  synchronized void settings(HubSettings settings) {
    if (node != null) {
      node.settings(settings);
    }
  }

  synchronized void close() {
    closed = true;
    end();
  }

  private void end() {
    if (node != null) {
      HubNode last = node;
      node = null;
      key = null;
      stop.accept(last);
    }
  }
}
