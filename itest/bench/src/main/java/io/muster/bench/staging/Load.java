package io.muster.bench.staging;

import io.muster.peer.PeerAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What is staged: addresses with a key of each, told by sixteen hubs. */
final class Load {
  private static final int SOURCES = 16;
  private static final int KEY_BYTES = 32;

  final PeerAddress[] addresses;
  private final Map<Integer, Map<String, Object>> data = new HashMap<>();

  Load(int size) {
    addresses = new PeerAddress[size];
    for (int i = 0; i < size; i++) {
      addresses[i] = PeerAddress.parse(text(i));
    }
    for (int source = 0; source < SOURCES; source++) {
      data.put(source, Map.of("type", "hub", "source", "https://hub" + source + ".example.org"));
    }
  }

  /** One address, as in {@code stage.js}. */
  static String text(int number) {
    byte[] key = new byte[KEY_BYTES];
    new SplittableRandom(number).nextBytes(key); // keys look random
    String text = Base64.getEncoder().encodeToString(key);
    return "net:h" + number + ".example.org:8008~shs:" + text;
  }

  Map<String, Object> data(int number) {
    return data.get(number % SOURCES);
  }
}
