package io.muster.events.provider;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops bodies that no entry names: a crash between a body and its ADD leaves one. Since a body
 * that is dropped wrongly may be the last, it goes only if two passes an hour apart have found it
 * so, and only while everything that could name it is here: the store keeps no other topic, has
 * never met damage, and no feed has a hole. On the topic's thread, a page a second.
 */
final class OrphanBodies {
  private static final int PAGE = 256;
  private static final int MOST_SUSPECTS = 10_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final TopicCore core;
  private final Bodies bodies;
  private Set<Hash> suspects = Set.of();
  private boolean running;
  private Timers.Timer timer = () -> {};

  OrphanBodies(TopicCore core, Bodies bodies) {
    this.core = core;
    this.bodies = bodies;
  }

  /** Begins a pass, an hour after the one before. */
  void sweep() {
    if (!running && mayJudge()) {
      running = true;
      page(new byte[Hash.BYTES], new HashSet<>());
    }
  }

  void stop() {
    timer.cancel();
  }

  private boolean mayJudge() {
    EventStore store = core.store();
    Feeds feeds = core.feeds();
    return store.usage().damages() == 0 && feeds.isWhole() && feeds.hasStoreAlone();
  }

  private void page(byte[] after, Set<Hash> seen) {
    List<byte[]> page;
    try {
      page = mayJudge() ? core.store().blobHashes(after, PAGE) : List.of();
    } catch (StoreException e) {
      core.tools().log().debug("Bodies could not be listed: {}", e.getMessage());
      page = List.of();
    }
    page.stream().map(Hash::of).forEach(hash -> judge(hash, seen));
    if (page.isEmpty()) {
      suspects = seen;
      running = false;
    } else {
      byte[] last = page.get(page.size() - 1);
      timer = core.tools().threads().timers().schedule(PAUSE, () -> page(last, seen));
    }
  }

  private void judge(Hash hash, Set<Hash> seen) {
    if (bodies.isNeeded(hash) || bodies.isUnderWay(hash)) {
      return;
    }
    if (suspects.contains(hash)) {
      bodies.dropUnlessNeeded(hash);
    } else if (seen.size() < MOST_SUSPECTS) {
      seen.add(hash);
    }
  }
}
