package io.muster.events.provider.thread;

import java.time.Duration;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Timers that were set and have not run, by the time at which they are due. Any thread. */
final class TimerQueue {
  private final LongSupplier nanos;
  private final TreeSet<Entry> entries = new TreeSet<>();
  private long added;

  /** A timer; earlier ones first, of equal ones that which was set first. */
  private final class Entry implements Timers.Timer, Comparable<Entry> {
    private final long due;
    private final long number;
    private final Runnable task;

    Entry(long due, long number, Runnable task) {
      this.due = due;
      this.number = number;
      this.task = task;
    }

    @Override
    public void cancel() {
      synchronized (entries) {
        entries.remove(this);
      }
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.signum(due - other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  TimerQueue(LongSupplier nanos) {
    this.nanos = nanos;
  }

  Timers.Timer add(Duration after, Runnable task) {
    long due = nanos.getAsLong() + Math.max(0, after.toNanos());
    synchronized (entries) {
      Entry entry = new Entry(due, added++, task);
      entries.add(entry);
      return entry;
    }
  }

  /** Takes the next task that is due, or null. */
  Runnable due() {
    synchronized (entries) {
      if (entries.isEmpty() || entries.first().due - nanos.getAsLong() > 0) {
        return null;
      }
      return entries.pollFirst().task;
    }
  }

  /** How long until one is due; 0 or less if one is. */
  long untilNext() {
    synchronized (entries) {
      return entries.isEmpty() ? Long.MAX_VALUE : entries.first().due - nanos.getAsLong();
    }
  }
}
