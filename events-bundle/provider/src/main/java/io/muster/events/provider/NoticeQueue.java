package io.muster.events.provider;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Posts at most ten notices of a kind in a second. What comes faster waits, gathered by subject; of
 * more than 64 subjects the further ones are only counted. Any thread; posts on the timer's.
 */
final class NoticeQueue implements Notices {
  static final Duration BETWEEN = Duration.ofMillis(100);
  static final int MAX_WAITING = 64;

  /** For how many happenings a notice stands. */
  static final String COUNT = "count";

  /** How many happenings of the kind were left out since the notice before. */
  static final String LEFT_OUT = "left.out";

  /** Hands a notice on; must not block. */
  interface Post {
    void post(Kind what, Map<String, Object> facts);
  }

  /** Runs a task later, one at a time. */
  interface Later {
    void run(Duration after, Runnable task);
  }

  private static final class Waiting {
    private final LinkedHashMap<String, Map<String, Object>> facts = new LinkedHashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long leftOut;
    private boolean timed;
  }

  private final Post post;
  private final Later later;
  private final Map<Kind, Waiting> kinds = new EnumMap<>(Kind.class);

  NoticeQueue(Post post, Later later) {
    this.post = post;
    this.later = later;
    for (Kind kind : Kind.values()) {
      kinds.put(kind, new Waiting());
    }
  }

  @Override
  public void tell(Kind what, String subject, Map<String, Object> facts) {
    Waiting waiting = kinds.get(what);
    boolean first;
    synchronized (waiting) {
      if (waiting.facts.size() >= MAX_WAITING && !waiting.facts.containsKey(subject)) {
        waiting.leftOut++;
      } else {
        waiting.facts.put(subject, facts);
        waiting.counts.merge(subject, 1L, Long::sum);
      }
      first = !waiting.timed;
      waiting.timed = true;
    }
    if (first) {
      later.run(Duration.ZERO, () -> next(what));
    }
  }

  private void next(Kind what) {
    Map<String, Object> facts = take(kinds.get(what));
    if (facts != null) {
      later.run(BETWEEN, () -> next(what));
      post.post(what, facts);
    }
  }

  /** Returns what waits longest; if nothing does, the next one need not wait. */
  private static Map<String, Object> take(Waiting waiting) {
    synchronized (waiting) {
      Iterator<Map.Entry<String, Map<String, Object>>> all = waiting.facts.entrySet().iterator();
      if (!all.hasNext()) {
        waiting.timed = false;
        return null;
      }
      Map.Entry<String, Map<String, Object>> oldest = all.next();
      all.remove();
      Map<String, Object> facts = new HashMap<>(oldest.getValue());
      facts.put(COUNT, waiting.counts.remove(oldest.getKey()));
      facts.put(LEFT_OUT, waiting.leftOut);
      waiting.leftOut = 0;
      return facts;
    }
  }
}
