package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Hash;
import java.util.HashSet;
import java.util.Set;

/** An encrypted payload that is being looked for. */
final class WantedBody {
  final Hash hash;
  final int length;

  /** Whether this node is its recipient. */
  final boolean own;

  /** Peers that did not give it. */
  final Set<Session> refused = new HashSet<>();

  /** Peers that said they have it. */
  final Set<Session> likely = new HashSet<>();

  /** Who is to give it now, or null. */
  Session asked;

  WantedBody(Hash hash, int length, boolean own) {
    this.hash = hash;
    this.length = length;
    this.own = own;
  }

  /** A peer is gone. */
  void forget(Session session) {
    refused.remove(session);
    likely.remove(session);
  }
}
