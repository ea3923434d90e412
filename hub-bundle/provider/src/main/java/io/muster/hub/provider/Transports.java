package io.muster.hub.provider;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The transports that are registered, each listening as its own configuration says. */
final class Transports {
  /** Is told of changes and of links. */
  interface Listener {
    void accepted(Transport transport, Link link);

    void went(Transport transport);

    void changed();
  }

  private final Listener listener;
  private final BiConsumer<String, Throwable> failures;
  private final Map<Transport, Entry> entries = new LinkedHashMap<>();
  private boolean closed;

  private static final class Entry {
    private final Set<String> schemes;
    private Transport.Listening listening;

    private Entry(Set<String> schemes) {
      this.schemes = schemes;
    }
  }

  Transports(Listener listener, BiConsumer<String, Throwable> failures) {
    this.listener = listener;
    this.failures = failures;
  }

  void add(Transport transport, Set<String> schemes) {
    Entry entry = new Entry(schemes);
    synchronized (entries) {
      entries.put(transport, entry);
    }
    listener.changed();
    try {
      transport
          .listen(link -> listener.accepted(transport, link))
          .whenComplete((listening, error) -> listens(transport, entry, listening, error));
    } catch (RuntimeException e) {
      listens(transport, entry, null, e);
    }
  }

  private void listens(
      Transport transport, Entry entry, Transport.Listening listening, Throwable error) {
    if (error != null) {
      failures.accept("cannot listen by " + entry.schemes + "; dialling out still works", error);
      return;
    }
    boolean late;
    synchronized (entries) {
      late = closed || entries.get(transport) != entry;
      entry.listening = late ? null : listening;
    }
    if (late) {
      listening.close();
    } else {
      listener.changed();
    }
  }

  void remove(Transport transport) {
    Entry gone;
    synchronized (entries) {
      gone = entries.remove(transport);
    }
    if (gone != null) {
      close(gone);
      listener.went(transport);
      listener.changed();
    }
  }

  Set<String> schemes() {
    synchronized (entries) {
      Set<String> all = new TreeSet<>();
      entries.values().forEach(e -> all.addAll(e.schemes));
      return all;
    }
  }

  Optional<Transport> of(PeerAddress address) {
    synchronized (entries) {
      return entries.entrySet().stream()
          .filter(e -> e.getValue().schemes.contains(address.scheme()))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }

  /** Where this node can be dialled. */
  List<PeerAddress> addresses() {
    List<Transport.Listening> all = new ArrayList<>();
    synchronized (entries) {
      entries.values().stream().map(e -> e.listening).filter(l -> l != null).forEach(all::add);
    }
    return all.stream().flatMap(l -> l.addresses().stream()).distinct().toList();
  }

  void close() {
    List<Entry> all;
    synchronized (entries) {
      closed = true;
      all = List.copyOf(entries.values());
      entries.clear();
    }
    all.forEach(this::close);
  }

  private void close(Entry entry) {
    Transport.Listening listening;
    synchronized (entries) {
      listening = entry.listening;
      entry.listening = null;
    }
    if (listening != null) {
      try {
        listening.close();
      } catch (RuntimeException e) {
        failures.accept("a transport of " + entry.schemes + " failed to stop listening", e);
      }
    }
  }
}
