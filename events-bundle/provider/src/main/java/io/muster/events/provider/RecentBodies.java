package io.muster.events.provider;

import io.muster.events.provider.codec.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Encrypted payloads that came of late: what is used at once need not be read from the disk. */
final class RecentBodies {
  private static final int MAX_BYTES = 4 << 20;

  private final Map<Hash, byte[]> bodies = new LinkedHashMap<>();
  private int bytes;

  Optional<byte[]> get(Hash hash) {
    return Optional.ofNullable(bodies.get(hash));
  }

  void put(Hash hash, byte[] body) {
    remove(hash);
    bodies.put(hash, body);
    bytes += body.length;
    Iterator<byte[]> oldest = bodies.values().iterator();
    while (bytes > MAX_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  void remove(Hash hash) {
    byte[] body = bodies.remove(hash);
    if (body != null) {
      bytes -= body.length;
    }
  }
}
