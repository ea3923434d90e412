package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingChange.Kind;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingFactory.PrivateStaging;
import io.muster.staging.StagingListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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
  private final Aside aside = new Aside();
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
    Optional<PeerKey> key = address.key();
    boolean added;
    synchronized (lock) {
      requireOpen();
      if (key.isPresent() && aside.has(key.get())) {
        stageAside(key.get(), new StagingEntry(address, fields, now, now));
        return false;
      }
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

  private void stageAside(PeerKey key, StagingEntry entry) {
    StagingEntry known = aside.get(key, entry.address().toString());
    aside.put(key, known == null ? entry : updated(known, entry.data(), entry.updated()));
  }

  private static StagingEntry updated(StagingEntry known, Map<String, Object> fields, Instant now) {
    Instant updated = now.isAfter(known.updated()) ? now : known.updated();
    return new StagingEntry(
        known.address(), PlainData.merge(known.data(), fields), known.birth(), updated);
  }

  private void put(String text, Kind kind, StagingEntry entry) {
    entries.put(text, entry);
    broadcast.changed(StagingChange.of(++revision, kind, entry));
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
    Optional<PeerKey> key = address.key();
    boolean gone;
    synchronized (lock) {
      requireOpen();
      if (key.isPresent() && aside.has(key.get())) {
        return aside.remove(key.get(), text);
      }
      gone = remove(text, RemovalReason.UNSTAGED);
    }
    broadcast.drain();
    return gone;
  }

  private boolean remove(String text, RemovalReason reason) {
    StagingEntry gone = entries.remove(text);
    if (gone == null) {
      return false;
    }
    gone.address().key().ifPresent(key -> unindex(key, text));
    broadcast.changed(StagingChange.gone(++revision, gone, reason));
    return true;
  }

  @Override
  public final int unstageAll(PeerKey key) {
    int gone;
    synchronized (lock) {
      requireOpen();
      gone = removeAll(key, RemovalReason.UNSTAGED) + aside.clear(key);
    }
    broadcast.drain();
    return gone;
  }

  private int removeAll(PeerKey key, RemovalReason reason) {
    List<String> texts = List.copyOf(addresses.getOrDefault(key, Set.of()));
    texts.forEach(text -> remove(text, reason));
    return texts.size();
  }

  @Override
  public final int unstageIf(Predicate<StagingEntry> test) {
    List<StagingEntry> chosen = new ArrayList<>(entries());
    synchronized (lock) {
      chosen.addAll(aside.entries());
    }
    chosen.removeIf(test.negate());
    int gone = 0;
    for (StagingEntry entry : chosen) {
      gone += unstageIf(entry, test) ? 1 : 0;
    }
    return gone;
  }

  /** Takes an entry off that was tested; one that has changed since is tested again. */
  private boolean unstageIf(StagingEntry tested, Predicate<StagingEntry> test) {
    StagingEntry seen = tested;
    StagingEntry now = unstageIfSame(seen);
    while (now != seen && now != null && test.test(now)) {
      seen = now;
      now = unstageIfSame(seen);
    }
    return now == seen;
  }

  /** Takes an entry off unless it has changed: what there was. */
  private StagingEntry unstageIfSame(StagingEntry seen) {
    String text = seen.address().toString();
    Optional<PeerKey> key = seen.address().key();
    StagingEntry now;
    synchronized (lock) {
      requireOpen();
      boolean off = key.isPresent() && aside.has(key.get());
      now = off ? aside.get(key.get(), text) : entries.get(text);
      if (now == seen && off) {
        aside.remove(key.get(), text);
      } else if (now == seen) {
        remove(text, RemovalReason.UNSTAGED);
      }
    }
    broadcast.drain();
    return now;
  }

  @Override
  public final Connected connected(PeerKey key) {
    synchronized (lock) {
      requireOpen();
      List<StagingEntry> taken = byKey(key);
      removeAll(key, RemovalReason.CONNECTED);
      aside.open(key);
      taken.forEach(entry -> aside.put(key, entry));
    }
    broadcast.drain();
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        lost(key);
      }
    };
  }

  /** A link is lost: what was kept aside is staged again. */
  private void lost(PeerKey key) {
    Instant now = clock.instant();
    synchronized (lock) {
      if (closed) {
        return;
      }
      for (StagingEntry entry : aside.close(key)) {
        String text = entry.address().toString();
        put(text, Kind.STAGED, updated(entry, Map.of(), now));
        index(entry.address(), text);
      }
    }
    broadcast.drain();
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
