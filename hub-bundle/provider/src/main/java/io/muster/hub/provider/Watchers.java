package io.muster.hub.provider;

import io.muster.hub.Connection;
import io.muster.hub.PeerListener;
import io.muster.hub.provider.mux.SerialExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Tells {@link PeerListener}s of connections, each on a serial executor of its own. */
final class Watchers {
  private final Executor callbacks;
  private final BiConsumer<String, Throwable> failures;
  private final Map<PeerListener, Executor> listeners = new LinkedHashMap<>();
  private final List<Connection> open = new ArrayList<>();

  Watchers(Executor callbacks, BiConsumer<String, Throwable> failures) {
    this.callbacks = callbacks;
    this.failures = failures;
  }

  void add(PeerListener listener) {
    synchronized (listeners) {
      Executor serial = new SerialExecutor(callbacks);
      listeners.put(listener, serial);
      List.copyOf(open).forEach(c -> tell(listener, serial, l -> l.connected(c)));
    }
  }

  void remove(PeerListener listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }

  void connected(Connection connection) {
    synchronized (listeners) {
      open.add(connection);
      listeners.forEach((l, serial) -> tell(l, serial, w -> w.connected(connection)));
    }
  }

  void disconnected(Connection connection, String reason) {
    synchronized (listeners) {
      if (open.remove(connection)) {
        listeners.forEach((l, serial) -> tell(l, serial, w -> w.disconnected(connection, reason)));
      }
    }
  }

  List<Connection> open() {
    synchronized (listeners) {
      return List.copyOf(open);
    }
  }

  private void tell(PeerListener listener, Executor serial, Consumer<PeerListener> call) {
    serial.execute(
        () -> {
          if (isPresent(listener)) {
            try {
              call.accept(listener);
            } catch (RuntimeException | LinkageError e) {
              failures.accept("a PeerListener threw; the others were told", e);
            }
          }
        });
  }

  private boolean isPresent(PeerListener listener) {
    synchronized (listeners) {
      return listeners.containsKey(listener);
    }
  }
}
