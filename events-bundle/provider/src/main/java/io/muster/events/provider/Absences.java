package io.muster.events.provider;

import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who has not been connected for long, while this node was there to be connected with: the count
 * goes on over restarts, but for a small part if the process was killed. Confined to the topic's
 * thread.
 */
final class Absences {
  private static final int PARTS = 28;

  private final TopicCore core;
  private final Supplier<Set<PeerKey>> connected;
  private final Duration limit;
  private final String name;
  private final Timers timers;
  private final long begun;

  /** Since when, by the clock of the timers in ms; before the opening if it was counted before. */
  private final Map<PeerKey, Long> since = new HashMap<>();

  private byte[] kept = {};
  private Timers.Timer next = () -> {};

  Absences(TopicCore core, Supplier<Set<PeerKey>> connected) {
    this.core = core;
    this.connected = connected;
    this.limit = core.settings().limits().trimming().absence();
    this.name = "t/" + core.feeds().topicId() + "/absences";
    this.timers = core.tools().threads().timers();
    this.begun = now();
  }

  private long now() {
    return Duration.ofNanos(timers.nanos()).toMillis();
  }

  /** Reads what was counted, and keeps it from time to time. Blocks on the disk. */
  void begin() {
    try {
      kept = core.store().cell(name).orElse(kept);
      AbsenceCell.read(kept).away().forEach((member, ms) -> since.put(member, begun - ms));
    } catch (MalformedException e) {
      core.tools().log().warn("How long members were away is unreadable and begins anew", e);
    }
    keepLater();
  }

  private void keepLater() {
    next =
        timers.schedule(
            limit.dividedBy(PARTS),
            () -> {
              keep();
              keepLater();
            });
  }

  /** A member's connection has ended. */
  void left(PeerKey member) {
    since.put(member, now());
  }

  boolean isAway(PeerKey member) {
    return away(member) >= limit.toMillis();
  }

  /** Whoever is asked about is remembered. */
  private long away(PeerKey member) {
    long from = since.computeIfAbsent(member, m -> begun);
    return connected.get().contains(member) ? 0 : now() - from;
  }

  private void keep() {
    Map<PeerKey, Long> away =
        since.keySet().stream()
            .filter(member -> away(member) > 0)
            .sorted()
            .limit(AbsenceCell.MAX_MEMBERS)
            .collect(Collectors.toMap(m -> m, this::away, (one, other) -> one, LinkedHashMap::new));
    byte[] bytes = new AbsenceCell(away).encode();
    if (!Arrays.equals(bytes, kept)) {
      kept = bytes;
      core.store().putCell(name, ByteBuffer.wrap(bytes)).whenComplete(this::reported);
    }
  }

  private void reported(Void done, Throwable failure) {
    if (failure != null) {
      core.tools().log().warn("How long members were away could not be kept", failure);
    }
  }

  void close() {
    next.cancel();
    keep();
  }
}
