package io.muster.events.provider;

import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.feed.StoredBatch;

/**
 * Tells that another machine uses this node's key: a feed of the key that began after this run did,
 * and is not this run's. Nothing is lost or forked by that, but both run the handlers.
 */
final class TwinWatch implements StoredBatch.Listener {
  private final TopicCore core;
  private final long since;

  TwinWatch(TopicCore core) {
    this.core = core;
    this.since = core.now();
  }

  @Override
  public void stored(StoredBatch stored) {
    FeedId feed = stored.batch().header().feedId();
    if (stored.author().equals(core.self()) && !feed.equals(core.writer().feedId())) {
      for (Entry entry : stored.entries()) {
        if (entry instanceof Genesis genesis && genesis.createdAt() > since) {
          core.tools()
              .log()
              .warn(
                  "The key of this node writes on another machine, too (feed {}): both run the"
                      + " handlers of topic {}. Nothing is lost; give each machine a key of its own"
                      + " with the command muster:key-import, or stop one",
                  feed,
                  core.settings().topic());
        }
      }
    }
  }
}
