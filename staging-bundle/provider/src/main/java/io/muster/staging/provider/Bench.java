package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingFactory.PrivateStaging;
import io.muster.staging.StagingFactory.Watch;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingListener;
import io.muster.staging.StagingRefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;

/** The bench: its state under one lock, which is never held while somebody is called. */
class Bench implements PrivateStaging {
  private static final int EXPIRED_AT_A_TIME = 1_024;

  private final InstantSource clock;
  private final Executor callbacks;
  private final Logger log;
  private final Guards guards;
  private final Alarm alarm;
  private final Broadcast broadcast = new Broadcast();
  private final Object lock = new Object();
  private final BenchState state; // under the lock
  private volatile boolean closed;

  /** A bench without limits, on which nothing expires. */
  Bench(InstantSource clock, Executor callbacks, Logger log) {
    this(clock, Timers.none(), callbacks, Limits.none(), log);
  }

  Bench(InstantSource clock, Timers timers, Executor callbacks, Limits limits, Logger log) {
    this.clock = clock;
    this.callbacks = callbacks;
    this.log = log;
    this.guards = new Guards(log);
    this.state = new BenchState(new Seats(limits, timers, this::pass));
    this.alarm = new Alarm(clock, timers, this::expire);
  }

  /** Called under the lock. */
  private void pass(StagingChange change) {
    broadcast.changed(change, broadcast.wantsLists() ? state.seats().snapshot() : null);
  }

  /** Does something under the lock, then tells of it. */
  private <T> T change(Supplier<T> work) {
    T result;
    synchronized (lock) {
      requireOpen();
      result = work.get();
      alarm.look(state.seats().expiry());
    }
    broadcast.drain();
    return result;
  }

  @Override
  public final boolean stage(PeerAddress address, Map<String, ?> data) {
    requireOpen();
    Fields fields = PlainData.copy(data);
    Instant now = clock.instant();
    Optional<Boolean> added = Optional.empty();
    while (added.isEmpty()) {
      List<StagingGuard> asked = guards.now();
      StagingEntry seen = asked.isEmpty() ? null : ask(asked, address, fields, now);
      added = stage(asked, seen, address, fields, now);
    }
    return added.get();
  }

  /** Asks the guards, without the lock: the entry that they have seen to be changed, or null. */
  private StagingEntry ask(
      List<StagingGuard> asked, PeerAddress address, Fields fields, Instant now) {
    StagingEntry known;
    synchronized (lock) {
      requireOpen();
      known = state.find(address);
    }
    StagingEntry wanted =
        known == null
            ? new StagingEntry(address, fields, now, now, Optional.empty())
            : BenchState.updated(known, fields, now);
    Guards.Verdict verdict = guards.ask(asked, wanted);
    if (verdict.refusal().isPresent()) {
      throw refused(wanted, verdict);
    }
    return known;
  }

  /** Stages if these are still the guards, and what they have seen still is there; else nothing. */
  private Optional<Boolean> stage(
      List<StagingGuard> asked,
      StagingEntry seen,
      PeerAddress address,
      Fields fields,
      Instant now) {
    return change(
        () ->
            guards.now() == asked && (asked.isEmpty() || state.find(address) == seen)
                ? Optional.of(state.stage(address, fields, now))
                : Optional.empty());
  }

  private StagingRefusedException refused(StagingEntry wanted, Guards.Verdict verdict) {
    if (!verdict.failed()) {
      change(() -> state.remove(wanted.address(), RemovalReason.REFUSED));
    }
    return new StagingRefusedException(wanted.address(), verdict.refusal().orElseThrow());
  }

  @Override
  public final boolean stage(String address, Map<String, ?> data) {
    requireOpen();
    return stage(PeerAddress.parse(address), data);
  }

  @Override
  public final boolean unstage(PeerAddress address) {
    return change(() -> state.remove(address, RemovalReason.UNSTAGED));
  }

  @Override
  public final boolean unstage(String address) {
    requireOpen();
    return unstage(PeerAddress.parse(address));
  }

  @Override
  public final int unstageAll(PeerKey key) {
    return change(() -> state.removeAll(key));
  }

  @Override
  public final int unstageIf(Predicate<StagingEntry> test) {
    return removeIf(test, RemovalReason.UNSTAGED);
  }

  private int removeIf(Predicate<StagingEntry> test, RemovalReason reason) {
    requireOpen();
    int gone = 0;
    for (StagingEntry entry : everything()) {
      if (test.test(entry) && removeTested(entry, test, reason)) {
        gone++;
      }
    }
    return gone;
  }

  /** What is on the bench and aside; also of a closed bench. */
  final List<StagingEntry> everything() {
    List<StagingEntry> on;
    List<StagingEntry> all;
    synchronized (lock) {
      on = state.seats().snapshot();
      all = state.aside();
    }
    if (all.isEmpty()) {
      return on;
    }
    all.addAll(0, on);
    return all;
  }

  /** Takes an entry off that was tested; one that has changed since is tested again. */
  private boolean removeTested(
      StagingEntry tested, Predicate<StagingEntry> test, RemovalReason reason) {
    StagingEntry seen = tested;
    StagingEntry now = removeIfSame(seen, reason);
    while (now != seen && now != null && test.test(now)) {
      seen = now;
      now = removeIfSame(seen, reason);
    }
    return now == seen;
  }

  /** Takes an entry off unless it has changed: what there was. */
  private StagingEntry removeIfSame(StagingEntry seen, RemovalReason reason) {
    return change(
        () -> {
          StagingEntry now = state.find(seen.address());
          if (now == seen) {
            state.remove(seen.address(), reason);
          }
          return now;
        });
  }

  @Override
  public final Connected connected(PeerKey key) {
    Objects.requireNonNull(key);
    change(
        () -> {
          state.connected(key);
          return key;
        });
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        lost(key);
      }
    };
  }

  /** A link is lost: what was kept aside is staged again, unless guards refuse it now. */
  private void lost(PeerKey key) {
    try {
      Instant now = clock.instant();
      boolean free = guards.now().isEmpty();
      List<StagingEntry> kept =
          change(
              () -> {
                List<StagingEntry> again = state.lost(key);
                if (free) {
                  again.forEach(entry -> state.stageAgain(entry, now));
                }
                return again;
              });
      if (!free) {
        kept.forEach(entry -> stageAgain(entry, now));
      }
    } catch (IllegalStateException e) {
      // the bench is closed: the entries are in its file
    }
  }

  private void stageAgain(StagingEntry entry, Instant now) {
    if (guards.ask(guards.now(), entry).refusal().isEmpty()) {
      change(
          () -> {
            state.stageAgain(entry, now);
            return entry;
          });
    }
  }

  @Override
  public final void reached(PeerAddress address, boolean reached) {
    Instant now = clock.instant();
    change(
        () -> {
          state.learned(address, reached, now);
          return address;
        });
  }

  @Override
  public final Optional<StagingEntry> get(String address) {
    requireOpen();
    String text = PeerAddress.parse(address).toString();
    synchronized (lock) {
      requireOpen();
      return Optional.ofNullable(state.seats().find(text)).map(slot -> slot.entry);
    }
  }

  @Override
  public final List<StagingEntry> byKey(PeerKey key) {
    synchronized (lock) {
      requireOpen();
      return state.seats().of(key).stream().map(slot -> slot.entry).toList();
    }
  }

  @Override
  public final List<StagingEntry> entries() {
    synchronized (lock) {
      requireOpen();
      return state.seats().snapshot();
    }
  }

  @Override
  public final Flow.Publisher<StagingChange> listen() {
    requireOpen();
    return subscriber -> {
      Watcher outlet = new ChangeOutlet(Objects.requireNonNull(subscriber), callbacks, log);
      watch(() -> broadcast.addChangeWatcher(outlet, snapshot()));
    };
  }

  @Override
  public final Flow.Publisher<List<StagingEntry>> liveEntries() {
    requireOpen();
    return subscriber -> {
      Watcher outlet =
          new ListOutlet(Objects.requireNonNull(subscriber), callbacks, this::newest, log);
      watch(() -> broadcast.addListWatcher(outlet, snapshot()));
    };
  }

  @Override
  public final Watch watch(StagingListener listener) {
    requireOpen();
    ListenerWatcher watcher =
        new ListenerWatcher(Objects.requireNonNull(listener), callbacks, this::newest, log);
    watch(() -> broadcast.addChangeWatcher(watcher, snapshot()));
    return watcher::leave;
  }

  private void watch(Runnable join) {
    synchronized (lock) {
      join.run();
    }
    broadcast.drain();
  }

  private Watcher.Snapshot newest() {
    synchronized (lock) {
      return snapshot();
    }
  }

  /** Called under the lock. */
  private Watcher.Snapshot snapshot() {
    return new Watcher.Snapshot(state.seats().revision(), state.seats().snapshot());
  }

  /** From now on a guard is asked; what it refuses of what is here goes. */
  final void addGuard(StagingGuard guard) {
    guards.add(guard);
    List<StagingGuard> asked = List.of(guard);
    removeIf(
        entry -> {
          Guards.Verdict verdict = guards.ask(asked, entry);
          return verdict.refusal().isPresent() && !verdict.failed();
        },
        RemovalReason.REFUSED);
  }

  final void removeGuard(StagingGuard guard) {
    guards.remove(guard);
  }

  /** The alarm rings: removes what has expired, some at a time. */
  private void expire() {
    boolean more = true;
    while (more) {
      synchronized (lock) {
        Expiry expiry = state.seats().expiry();
        more = !closed && alarm.isDue(expiry) && state.expire(EXPIRED_AT_A_TIME) > 0;
        alarm.look(expiry);
      }
      broadcast.drain();
    }
  }

  /** Other limits: what is too much goes at once. */
  final void limits(Limits limits) {
    change(
        () -> {
          state.seats().limits(limits);
          return limits;
        });
  }

  /** Takes entries of an earlier run over, before anybody watches. */
  final void restore(List<StagingEntry> entries) {
    Instant now = clock.instant();
    change(
        () -> {
          state.seats().restore(entries, now);
          return entries;
        });
  }

  /** Changes whenever something does, also aside. */
  final long touches() {
    synchronized (lock) {
      return state.touches();
    }
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

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "This bench is closed: its provider was stopped. Take the Staging service anew");
    }
  }
}
