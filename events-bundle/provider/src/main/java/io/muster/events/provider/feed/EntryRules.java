package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.Settled;
import java.util.List;

/** What may stand where: GENESIS first and only there, the server's kinds only by the server. */
final class EntryRules {
  private EntryRules() {}

  /** Throws {@link MalformedException} if an honest writer does not write such a batch. */
  static void check(Feeds.Setup topic, StoredFeed feed, Header header, List<Entry> entries) {
    boolean byServer = feed.key().equals(topic.server());
    long seq = header.firstSeq();
    for (Entry entry : entries) {
      if ((seq == 1) != (entry instanceof Genesis)) {
        throw new MalformedException("GENESIS is the first entry of a feed, and only that");
      }
      if (entry instanceof Genesis genesis && !genesis.feedId().equals(feed.id())) {
        throw new MalformedException("GENESIS is that of another feed");
      }
      if (isServers(entry) && !byServer) {
        throw new MalformedException("Only the server writes entries of kind " + entry.kind());
      }
      seq++;
    }
  }

  private static boolean isServers(Entry entry) {
    return entry instanceof Add
        || entry instanceof Settled
        || entry instanceof Lane
        || entry instanceof Admit
        || entry instanceof Remove
        || entry instanceof Pause;
  }
}
