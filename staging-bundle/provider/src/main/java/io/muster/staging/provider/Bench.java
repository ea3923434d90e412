package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingChange.Kind;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingFactory.PrivateStaging;
import io.muster.staging.StagingListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.osgi.service.log.Logger;

/** The bench: entries under one lock, which is never held while somebody is told. */
class Bench implements PrivateStaging {
  private final InstantSource clock;
  private final Logger log;
  private final Broadcast broadcast;
  private final Object lock = new Object();
  // All under the lock:
  private final Map<String, StagingEntry> entries = new LinkedHashMap<>();
  private final Map<PeerKey, Set<String>> addresses = new HashMap<>();
  private long revision;
  private volatile boolean closed;

  Bench(InstantSource clock, Executor callbacks, Logger log) {
    this.clock = clock;
    this.log = log;
    this.broadcast = new Broadcast(callbacks, this::snapshot);
  }

  @Override
  public final boolean stage(PeerAddress address, Map<String, ?> data) {
    requireOpen();
    Map<String, Object> fields = PlainData.copy(data);
    String text = address.toString();
    Instant now = clock.instant();
    boolean added;
    synchronized (lock) {
      requireOpen();
      StagingEntry known = entries.get(text);
      added = known == null;
      if (added) {
        put(text, Kind.STAGED, new StagingEntry(address, fields, now, now));
        index(address, text);
      } else {
        put(text, Kind.UPDATED, updated(known, fields, now));
      }
    }
    broadcast.drain();
    return added;
  }

  private static StagingEntry updated(StagingEntry known, Map<String, Object> fields, Instant now) {
    Instant updated = now.isAfter(known.updated()) ? now : known.updated();
    return new StagingEntry(
        known.address(), PlainData.merge(known.data(), fields), known.birth(), updated);
  }

  private void put(String text, Kind kind, StagingEntry entry) {
    entries.put(text, entry);
    broadcast.changed(new StagingChange(++revision, kind, entry));
  }

  private void index(PeerAddress address, String text) {
    address
        .key()
        .ifPresent(key -> addresses.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(text));
  }

  @Override
  public final boolean stage(String address, Map<String, ?> data) {
    requireOpen();
    return stage(PeerAddress.parse(address), data);
  }

  @Override
  public final boolean unstage(PeerAddress address) {
    requireOpen();
    String text = address.toString();
    synchronized (lock) {
      requireOpen();
      StagingEntry gone = entries.remove(text);
      if (gone == null) {
        return false;
      }
      gone.address().key().ifPresent(key -> unindex(key, text));
      broadcast.changed(new StagingChange(++revision, Kind.UNSTAGED, gone));
    }
    broadcast.drain();
    return true;
  }

  private void unindex(PeerKey key, String text) {
    addresses.computeIfPresent(
        key,
        (k, texts) -> {
          texts.remove(text);
          return texts.isEmpty() ? null : texts;
        });
  }

  @Override
  public final boolean unstage(String address) {
    requireOpen();
    return unstage(PeerAddress.parse(address));
  }

  @Override
  public final Optional<StagingEntry> get(String address) {
    requireOpen();
    String text = PeerAddress.parse(address).toString();
    synchronized (lock) {
      requireOpen();
      return Optional.ofNullable(entries.get(text));
    }
  }

  @Override
  public final List<StagingEntry> byKey(PeerKey key) {
    synchronized (lock) {
      requireOpen();
      return addresses.getOrDefault(key, Set.of()).stream().map(entries::get).toList();
    }
  }

  @Override
  public final List<StagingEntry> entries() {
    synchronized (lock) {
      requireOpen();
      return List.copyOf(entries.values());
    }
  }

  @Override
  public final Flow.Publisher<StagingChange> listen() {
    requireOpen();
    return subscriber ->
        broadcast.addChangeWatcher(
            new ChangeOutlet(Objects.requireNonNull(subscriber), broadcast::submit, log));
  }

  @Override
  public final Flow.Publisher<List<StagingEntry>> liveEntries() {
    requireOpen();
    return subscriber ->
        broadcast.addListWatcher(
            new ListOutlet(Objects.requireNonNull(subscriber), broadcast::submit, log));
  }

  /** Tells a listener until the returned task is run. */
  final Runnable watch(StagingListener listener) {
    ListenerWatcher watcher = new ListenerWatcher(listener, log);
    broadcast.addChangeWatcher(watcher);
    return () -> {
      watcher.close();
      broadcast.submit(() -> {}); // drops it
    };
  }

  @Override
  public final void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      broadcast.close();
    }
    broadcast.drain();
  }

  private BenchView.Snapshot snapshot() {
    synchronized (lock) {
      broadcast.caughtUp();
      return new BenchView.Snapshot(revision, new LinkedHashMap<>(entries));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "This bench is closed: its provider was stopped. Take the Staging service anew");
    }
  }
}
