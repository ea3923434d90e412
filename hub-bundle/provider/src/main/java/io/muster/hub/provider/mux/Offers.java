package io.muster.hub.provider.mux;

import io.muster.hub.PeerProtocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which protocols both sides of one connection speak. The side that accepted the link offers, the
 * side that dialled opens: so channel numbers come from one side only and are used once. Guarded by
 * the multiplexer's lock.
 */
final class Offers {
  /** Offers of the peer that may stand at a time. */
  static final int MAX_REMOTE = 1024;

  private final Map<String, PeerProtocol> local = new HashMap<>();
  private final Set<String> remote = new HashSet<>();
  private final Set<String> spent = new HashSet<>();
  private int lastChannel;

  /** A protocol of ours has come; false if one of that name is there. */
  boolean add(String name, PeerProtocol user) {
    spent.remove(name);
    return local.putIfAbsent(name, user) == null;
  }

  /** A protocol of ours has gone; false if there was none. */
  boolean remove(String name) {
    return local.remove(name) != null;
  }

  /** Our protocol of that name, or null. */
  PeerProtocol local(String name) {
    return local.get(name);
  }

  /** The peer offers a protocol. */
  void offered(String name) throws FrameException {
    if (remote.size() >= MAX_REMOTE || !remote.add(name)) {
      throw new FrameException("OFFER of " + name + " twice, or more than " + MAX_REMOTE);
    }
    spent.remove(name);
  }

  /** The peer withdraws a protocol. */
  void withdrawn(String name) throws FrameException {
    if (!remote.remove(name)) {
      throw new FrameException("WITHDRAW of " + name + ", which was not offered");
    }
  }

  /**
   * Whether a channel is to be opened: both speak it and none was opened since one of them came.
   */
  boolean match(String name) {
    return remote.contains(name) && local.containsKey(name) && spent.add(name);
  }

  /** The number of the next channel of ours. */
  int next() {
    return ++lastChannel;
  }

  /** The peer opens a channel. */
  void opened(int channel) throws FrameException {
    if (channel <= lastChannel) {
      throw new FrameException("OPEN " + channel + " after " + lastChannel);
    }
    lastChannel = channel;
  }

  /** Whether a channel of this number was ever opened. */
  boolean known(int channel) {
    return channel <= lastChannel;
  }
}
