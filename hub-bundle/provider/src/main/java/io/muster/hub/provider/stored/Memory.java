package io.muster.hub.provider.stored;

import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.machine.Backoff;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Keeps over restarts which peers failed and when they may be tried again, and which hubs were
 * added at run time. What cannot be read is put aside, and the node begins without it.
 */
public final class Memory {
  /** Longest error that is kept, in characters. */
  private static final int MAX_ERROR = 1_024;

  private static final int MAX_KEY = 64;
  private static final int MAX_URL = 2_048;
  private static final int MAX_FAILURES = 1_000_000;

  private final AtomicFile file;
  private final BiConsumer<String, Throwable> failures;
  private Kept written = new Kept(new TreeMap<>(), new TreeSet<>());

  /**
   * What is kept.
   *
   * @param backoffs by key; times in milliseconds of the machine's clock
   * @param hubs added at run time
   */
  public record Kept(SortedMap<PeerKey, Backoff> backoffs, SortedSet<URI> hubs) {}

  /**
   * One moment by both clocks.
   *
   * @param at milliseconds of the machine's clock
   * @param wall milliseconds since 1970
   */
  public record Moment(long at, long wall) {}

  /** Keeps things in a file, or nowhere if it is null. */
  public Memory(AtomicFile file, BiConsumer<String, Throwable> failures) {
    this.file = file;
    this.failures = failures;
  }

  /** What an earlier run kept; no back-off is longer than {@code longest} milliseconds. */
  public synchronized Kept load(Moment now, long longest) {
    Kept kept = new Kept(new TreeMap<>(), new TreeSet<>());
    if (file == null) {
      return kept;
    }
    try {
      for (Fields each : lines().read().orElse(List.of())) {
        read(each, kept, now, longest);
      }
      return kept;
    } catch (IOException | RefusedException | IllegalArgumentException e) {
      putAside(now.wall(), e);
      return new Kept(new TreeMap<>(), new TreeSet<>());
    }
  }

  private StoredLines lines() {
    return new StoredLines(file, "muster-hub-memory-1");
  }

  private void putAside(long wall, Exception cause) {
    try {
      failures.accept(
          "what was remembered of peers and hubs cannot be read; it is kept as "
              + file.putAside(wall)
              + ", hubs added at run time must be added again",
          cause);
    } catch (IOException e) {
      failures.accept(file.path() + " can neither be read nor moved", e);
    }
  }

  private static void read(Fields line, Kept kept, Moment now, long longest)
      throws RefusedException {
    if (line.map().containsKey("hub")) {
      kept.hubs().add(URI.create(line.text("hub", MAX_URL)));
      return;
    }
    long wait = line.number("notBefore", 0, Long.MAX_VALUE) - now.wall();
    long tried = Math.min(0, line.number("tried", 0, Long.MAX_VALUE) - now.wall());
    kept.backoffs()
        .put(
            PeerKey.parse(line.text("key", MAX_KEY)),
            new Backoff(
                (int) line.number("failures", 1, MAX_FAILURES),
                now.at() + Math.max(0, Math.min(wait, longest)),
                now.at() + tried,
                Optional.of(line.text("error", MAX_ERROR))));
  }

  /** Keeps these things from now on, if they are others than before. */
  public synchronized void save(Kept kept, Moment now) {
    if (file == null || kept.equals(written)) {
      return;
    }
    List<Map<String, Object>> objects = new ArrayList<>();
    kept.hubs().forEach(hub -> objects.add(Map.of("hub", hub.toString())));
    kept.backoffs().forEach((key, backoff) -> objects.add(object(key, backoff, now)));
    try {
      lines().write(objects);
      written = kept;
    } catch (IOException e) {
      failures.accept(
          file.path() + " cannot be written; after a restart, failed peers are tried at once", e);
    }
  }

  private static Map<String, Object> object(PeerKey key, Backoff backoff, Moment now) {
    String error = backoff.lastError().orElse("");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("key", key.toString());
    object.put("failures", Math.min(backoff.failures(), MAX_FAILURES));
    object.put("notBefore", wall(backoff.notBefore(), now));
    object.put("tried", wall(backoff.lastTried(), now));
    object.put("error", error.substring(0, Math.min(error.length(), MAX_ERROR)));
    return object;
  }

  private static long wall(long time, Moment now) {
    return time == Backoff.NEVER ? 0 : Math.max(0, now.wall() + time - now.at());
  }
}
