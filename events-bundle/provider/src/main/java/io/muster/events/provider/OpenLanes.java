package io.muster.events.provider;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Lane;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The secrets that the server shares with recipients at present: a new one for each run and day.
 */
final class OpenLanes {
  private static final Duration LIFE = Duration.ofDays(1);

  private final TopicCore core;
  private final Map<PeerKey, Open> open = new HashMap<>();

  private record Open(FeedId feed, Lane lane) {}

  OpenLanes(TopicCore core) {
    this.core = core;
  }

  /** Returns the LANE for the next event of a recipient; writes one if there is none. */
  Lane of(PeerKey user) {
    FeedId feed = core.writer().feedId();
    Open known = open.get(user);
    if (known == null || !known.feed().equals(feed) || known.lane().notAfter() <= core.now()) {
      long notAfter = core.now() + LIFE.toMillis();
      known = new Open(feed, core.sealer().lane(feed, user, notAfter));
      core.writer().append(known.lane());
      open.put(user, known);
    }
    return known.lane();
  }
}
