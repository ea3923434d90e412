package io.muster.hub.local;

import io.muster.peer.PeerKey;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where nodes of one JVM find each other: names to queues of offers. An offer is an {@code
 * Object[]} of JDK objects, so that no class loader is held by a queue that its owner forgot. The
 * exchange of the whole JVM hangs in the system properties while somebody listens, and is gone when
 * nobody does.
 */
public final class LocalExchange {
  private static final String ANCHOR = "io.muster.hub.local.exchange";
  private static final int WAITING_OFFERS = 64;

  private final Map<Object, Object> anchor;

  private LocalExchange(Map<Object, Object> anchor) {
    this.anchor = anchor;
  }

  /**
   * Makes an exchange of its own, for tests.
   *
   * @return an empty exchange
   */
  public static LocalExchange separate() {
    return new LocalExchange(new Properties());
  }

  /**
   * Returns the exchange that all class loaders of this JVM share.
   *
   * @return the exchange
   */
  public static LocalExchange jvmWide() {
    return new LocalExchange(System.getProperties());
  }

  /** Registers a name and returns where offers for it arrive, or empty if it is taken. */
  Optional<BlockingQueue<Object[]>> register(PeerKey name) {
    BlockingQueue<Object[]> offers = new ArrayBlockingQueue<>(WAITING_OFFERS);
    return register(name, offers) ? Optional.of(offers) : Optional.empty();
  }

  boolean register(PeerKey name, BlockingQueue<Object[]> offers) {
    synchronized (anchor) {
      Map<String, BlockingQueue<Object[]>> names =
          names()
              .orElseGet(
                  () -> {
                    Map<String, BlockingQueue<Object[]>> fresh = new ConcurrentHashMap<>();
                    anchor.put(ANCHOR, fresh);
                    return fresh;
                  });
      return names.putIfAbsent(name.toString(), offers) == null;
    }
  }

  void unregister(PeerKey name, BlockingQueue<Object[]> offers) {
    synchronized (anchor) {
      names()
          .ifPresent(
              names -> {
                names.remove(name.toString(), offers);
                if (names.isEmpty()) {
                  anchor.remove(ANCHOR);
                }
              });
    }
  }

  Optional<BlockingQueue<Object[]>> find(PeerKey name) {
    return names().map(names -> names.get(name.toString()));
  }

  @SuppressWarnings("unchecked")
  private Optional<Map<String, BlockingQueue<Object[]>>> names() {
    return Optional.ofNullable((Map<String, BlockingQueue<Object[]>>) anchor.get(ANCHOR));
  }
}
