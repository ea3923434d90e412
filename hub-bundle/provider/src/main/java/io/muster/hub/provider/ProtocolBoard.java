package io.muster.hub.provider;

import io.muster.hub.PeerProtocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The protocols that are registered; of several with one name the first that came is used. */
final class ProtocolBoard {
  /** Is told which protocols are used. */
  interface Listener {
    void came(String name, PeerProtocol protocol);

    void went(String name);
  }

  private final Map<String, List<PeerProtocol>> byName = new HashMap<>();
  private final Listener listener;

  ProtocolBoard(Listener listener) {
    this.listener = listener;
  }

  /** Whether a protocol can have this name. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 128
        && name.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  void add(String name, PeerProtocol protocol) {
    boolean first;
    synchronized (byName) {
      List<PeerProtocol> all = byName.computeIfAbsent(name, n -> new ArrayList<>());
      all.add(protocol);
      first = all.size() == 1;
    }
    if (first) {
      listener.came(name, protocol);
    }
  }

  void remove(String name, PeerProtocol protocol) {
    PeerProtocol next = null;
    synchronized (byName) {
      List<PeerProtocol> all = byName.getOrDefault(name, new ArrayList<>());
      int index = all.indexOf(protocol);
      if (index < 0) {
        return;
      }
      all.remove(index);
      if (all.isEmpty()) {
        byName.remove(name);
      } else {
        next = all.get(0);
      }
      if (index > 0) {
        return;
      }
    }
    listener.went(name);
    if (next != null) {
      listener.came(name, next);
    }
  }

  Map<String, PeerProtocol> current() {
    synchronized (byName) {
      Map<String, PeerProtocol> current = new TreeMap<>();
      byName.forEach((name, all) -> current.put(name, all.get(0)));
      return current;
    }
  }
}
