package io.muster.hub.provider.machine;

import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.util.Set;

/**
 * Somebody wants peers.
 *
 * @param peers whom
 * @param priority how much
 */
public record Wish(Set<PeerKey> peers, Peers.Priority priority) {}
