package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events for this node that count before they are on its disk, so that the handler need not wait
 * for it: should the disk not take them, they are forgotten and fetched again. Copies are left out,
 * as is everything else: others drop what they have by what is known here. Confined to the topic
 * thread.
 */
final class Foreseen {
  private final Feeds.Setup setup;
  private final TopicState state;
  private final boolean isServer;
  private final Map<Position, Add> adds = new HashMap<>();

  Foreseen(Feeds.Setup setup, TopicState state) {
    this.setup = setup;
    this.state = state;
    this.isServer = setup.self().equals(setup.server());
  }

  /** Lets the events of a batch count that is on its way to the disk. */
  void foresee(StoredFeed feed, Batch batch, List<Entry> entries) {
    if (isServer || !feed.key().equals(setup.server())) {
      return;
    }
    long seq = batch.header().firstSeq();
    for (Entry entry : entries) {
      Position at = new Position(feed.id(), seq++);
      if (entry instanceof Add add
          && add.recipient().equals(setup.self())
          && add.origin().equals(at)
          && at.seq() > feed.effective()) {
        adds.put(at, add);
        state.apply(feed.key(), at, add);
      }
    }
  }

  /** Returns an event that is not on disk yet. */
  Optional<Add> at(Position at) {
    return Optional.ofNullable(adds.get(at));
  }

  /** A batch is on disk and counts, unless a TRIM has come to cover it meanwhile. */
  void settle(StoredFeed feed, Batch batch, List<Entry> entries) {
    if (feed.effective() >= batch.header().lastSeq()) {
      forget(feed, batch, entries);
    } else {
      end(feed, batch, entries, false);
    }
  }

  /** The disk did not take a batch. */
  void forget(StoredFeed feed, Batch batch, List<Entry> entries) {
    end(feed, batch, entries, true);
  }

  private void end(StoredFeed feed, Batch batch, List<Entry> entries, boolean forgotten) {
    for (int i = 0; i < entries.size() && !adds.isEmpty(); i++) {
      Position at = new Position(feed.id(), batch.header().firstSeq() + i);
      Add add = adds.remove(at);
      if (add != null && forgotten) {
        state.forget(feed.key(), at, add);
      }
    }
  }
}
