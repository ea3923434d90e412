package io.muster.events.provider.recovery;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.feed.TopicAppend;
import io.muster.events.provider.feed.WholeLog;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.osgi.service.log.Logger;

/**
 * The recipient's own memory of what was run, which outlives its receipts: those are trimmed. An
 * event whose server adds it once more, from a backup or a branch, is answered and not run again.
 * Confined to the topic's thread; written a little later than the receipts, from which it is
 * completed at opening.
 */
public final class RanIds {
  /** Most ids that are remembered. */
  public static final int MAX = 1_000_000;

  private static final long MARGIN = Duration.ofHours(48).toMillis();
  private static final int MAX_PENDING = 1_024;

  private final EventLog log;
  private final Executor topic;
  private final Logger reports;
  private final int max;
  private final RanTable ids = new RanTable();
  private final Map<EventId, Ran> pending = new LinkedHashMap<>();

  /** Numbers of the stored entries, and how many ids were taken in when each was complete. */
  private final Deque<long[]> entries = new ArrayDeque<>();

  private long taken;
  private long forgotten;
  private long floor;

  /**
   * How an event ended.
   *
   * @param createdAt when the server added it, ms
   * @param outcome how it ended
   * @param attempts how often the handler was called
   */
  public record Ran(long createdAt, ConsumedEvent.Outcome outcome, int attempts) {}

  /** Reads what is remembered; blocks on the disk. */
  public RanIds(EventStore store, Hash topicId, Executor topic, Logger reports) {
    this(store.log("t/" + topicId + "/ran"), topic, reports, MAX);
  }

  RanIds(EventLog log, Executor topic, Logger reports, int max) {
    this.log = log;
    this.topic = topic;
    this.reports = reports;
    this.max = max;
    WholeLog.read(log, this::load);
  }

  private void load(EventLog.Entry entry) {
    try {
      FieldReader reader = new FieldReader(entry.bytes());
      floor = Math.max(floor, reader.time());
      int count = reader.u16();
      for (int i = 0; i < count; i++) {
        EventId id = reader.event();
        long createdAt = reader.time();
        int outcome = reader.u8(ConsumedEvent.Outcome.values().length - 1);
        take(id, new Ran(createdAt, ConsumedEvent.Outcome.values()[outcome], reader.u32()));
      }
      reader.end();
    } catch (MalformedException e) {
      reports.warn("Some ids of events that were run are unreadable and forgotten", e);
    }
    entries.add(new long[] {entry.number(), taken});
  }

  private void take(EventId id, Ran ran) {
    if (ids.put(id, ran)) {
      taken++;
    }
  }

  /** Returns how an event ended here, if it was run. */
  public Optional<Ran> of(EventId id) {
    return ids.get(id);
  }

  /** Says whether an event is older than the oldest that would still be remembered. */
  public boolean isTooOld(long createdAt) {
    return createdAt <= floor;
  }

  /** Returns how many are remembered. */
  public int size() {
    return ids.size();
  }

  /** Remembers an event whose receipt is durable. */
  public void remember(EventId id, Ran ran) {
    Optional<Ran> known = ids.get(id);
    if (known.isEmpty() || ran.outcome().compareTo(known.get().outcome()) < 0) {
      take(id, ran);
      pending.put(id, ran);
      if (pending.size() >= MAX_PENDING) {
        flush();
      }
    }
  }

  /**
   * Forgets what nobody can add again, and what is too much.
   *
   * @param newest the newest time of the server's events
   * @param maxAge the topic's longest life of an event, ms
   */
  public void forget(long newest, long maxAge) {
    long end = newest - maxAge - MARGIN;
    Optional<Ran> oldest = ids.oldest();
    while (oldest.isPresent() && (oldest.get().createdAt() < end || ids.size() > max)) {
      floor = Math.max(floor, oldest.get().createdAt());
      ids.removeOldest();
      forgotten++;
      oldest = ids.oldest();
    }
  }

  /** Writes what came since the last time. */
  public void flush() {
    if (pending.isEmpty()) {
      return;
    }
    FieldWriter to = new FieldWriter().time(floor).u16(pending.size());
    pending.forEach(
        (id, ran) ->
            to.event(id).time(ran.createdAt()).u8(ran.outcome().ordinal()).u32(ran.attempts()));
    Map<EventId, Ran> written = Map.copyOf(pending);
    pending.clear();
    long upTo = taken;
    TopicAppend.to(log, ByteBuffer.wrap(to.toArray()), topic)
        .whenComplete(
            (number, failure) -> {
              if (failure == null) {
                written(number, upTo);
              } else { // the receipts are there, too, and the next time may do
                reports.warn("Ids of events that were run could not be kept", failure);
                written.forEach(pending::putIfAbsent);
              }
            });
  }

  private void written(long number, long upTo) {
    entries.add(new long[] {number, upTo});
    long gone = 0;
    while (entries.size() > 1 && entries.peek()[1] <= forgotten) {
      gone = entries.poll()[0];
    }
    if (gone > 0) {
      log.truncateBefore(gone + 1)
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  reports.warn("Old ids of events could not be dropped", failure);
                }
              });
    }
  }
}
