package io.muster.hub.provider.stored;

import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.MusterException;
import io.muster.peer.MusterException.Problem;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys that are blocked, and why; each change is on disk before it holds. */
public final class BlockList {
  /** Keys at most. */
  public static final int MAX = 10_000;

  /** Longest reason, in characters. */
  public static final int MAX_REASON = 256;

  private static final int MAX_KEY = 64;

  private final StoredLines file;
  private SortedMap<PeerKey, String> blocked;

  private BlockList(StoredLines file, SortedMap<PeerKey, String> blocked) {
    this.file = file;
    this.blocked = Collections.unmodifiableSortedMap(blocked);
  }

  /** A list that ends with the process. */
  public static BlockList inMemory() {
    return new BlockList(null, new TreeMap<>());
  }

  /**
   * Reads the list.
   *
   * @throws UncheckedIOException if there is a file that cannot be read or understood: nobody knows
   *     then who is blocked
   */
  public static BlockList open(AtomicFile file) {
    StoredLines lines = new StoredLines(file, "muster-blocked-1");
    SortedMap<PeerKey, String> blocked = new TreeMap<>();
    try {
      for (Fields each : lines.read().orElse(List.of())) {
        blocked.put(PeerKey.parse(each.text("key", MAX_KEY)), each.text("reason", MAX_REASON));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.path() + " cannot be read: " + e, e);
    } catch (RefusedException | IllegalArgumentException e) {
      throw new UncheckedIOException(
          file.path() + " is damaged: " + e.getMessage(), new IOException(e));
    }
    return new BlockList(lines, blocked);
  }

  /** An immutable snapshot, in the order of the keys. */
  public synchronized SortedMap<PeerKey, String> blocked() {
    return blocked;
  }

  /** Adds a key, or changes the reason; says whether it is new. */
  public synchronized boolean block(PeerKey peer, String reason) {
    boolean added = !blocked.containsKey(peer);
    if (added && blocked.size() >= MAX) {
      throw new MusterException(
          Problem.of("MUSTER-HUB-0014", "Unblock peers that matter no more (muster:unblock)."),
          "Not blocked: " + MAX + " peers are, which is the limit");
    }
    TreeMap<PeerKey, String> next = new TreeMap<>(blocked);
    next.put(peer, reason.substring(0, Math.min(reason.length(), MAX_REASON)));
    use(next);
    return added;
  }

  /** Removes a key; says whether it was there. */
  public synchronized boolean unblock(PeerKey peer) {
    if (!blocked.containsKey(peer)) {
      return false;
    }
    TreeMap<PeerKey, String> next = new TreeMap<>(blocked);
    next.remove(peer);
    use(next);
    return true;
  }

  private void use(SortedMap<PeerKey, String> next) {
    if (file != null) {
      try {
        file.write(lines(next));
      } catch (IOException e) {
        throw new MusterException(
            Problem.retryable("MUSTER-HUB-0015", "See to the disk of the node's data directory."),
            "Not changed: the list of blocked peers cannot be written: " + e,
            e);
      }
    }
    blocked = Collections.unmodifiableSortedMap(next);
  }

  private static List<Map<String, String>> lines(SortedMap<PeerKey, String> blocked) {
    List<Map<String, String>> lines = new ArrayList<>();
    blocked.forEach(
        (key, reason) -> {
          Map<String, String> line = new LinkedHashMap<>();
          line.put("key", key.toString());
          line.put("reason", reason);
          lines.add(line);
        });
    return lines;
  }
}
