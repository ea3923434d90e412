package io.muster.events.file;

import io.muster.settings.Settings;
import java.time.Duration;

/**
 * How much of everything.
 *
 * @param segmentBytes a segment is sealed when it would grow beyond
 * @param queueBytes how much may wait to be written
 * @param reserveBytes free space that is left alone
 * @param lockWait how long to wait for a predecessor that still has the directory
 * @param dropWait how long what only drops waits for other changes, to share their fsync
 */
record FileStoreLimits(
    long segmentBytes, long queueBytes, long reserveBytes, Duration lockWait, Duration dropWait) {
  private static final int MIB = 20;
  private static final long MOST_ASIDE = 256 << 10;
  private static final Duration DROP_WAIT = Duration.ofMillis(50);

  FileStoreLimits(long segmentBytes, long queueBytes, long reserveBytes, Duration lockWait) {
    this(segmentBytes, queueBytes, reserveBytes, lockWait, DROP_WAIT);
  }

  FileStoreLimits withDropWait(Duration other) {
    return new FileStoreLimits(segmentBytes, queueBytes, reserveBytes, lockWait, other);
  }

  /** How much space is set aside at a time in the newest segment. */
  int asideBytes() {
    return (int) Math.min(MOST_ASIDE, segmentBytes / 16);
  }

  static FileStoreLimits of(Settings settings) {
    return new FileStoreLimits(
        settings.number("segment.mib", 64, 1, 1024) << MIB,
        settings.number("queue.mib", 32, 8, 1024) << MIB,
        settings.number("reserve.mib", 16, 0, 1 << 20) << MIB,
        settings.duration(
            "lock.wait.s", Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(60)));
  }
}
