package io.muster.hub.tls;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections that have not proven a key yet, in all and by address. */
final class HandshakeSlots {
  private final int max;
  private final int maxPerAddress;
  private final Map<InetAddress, Integer> taken = new HashMap<>();
  private int sum;

  HandshakeSlots(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Takes a slot; false if there is none. */
  synchronized boolean take(InetAddress address) {
    int mine = taken.getOrDefault(address, 0);
    if (sum >= max || mine >= maxPerAddress) {
      return false;
    }
    taken.put(address, mine + 1);
    sum++;
    return true;
  }

  synchronized void giveBack(InetAddress address) {
    taken.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    sum--;
  }

  synchronized int sum() {
    return sum;
  }
}
