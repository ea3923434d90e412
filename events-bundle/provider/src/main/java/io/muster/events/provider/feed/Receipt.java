package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.Comparator;

/**
 * A CONSUMED and where it stands.
 *
 * @param client who wrote it
 * @param at where
 * @param entry what it says
 */
public record Receipt(PeerKey client, Position at, Consumed entry) {
  /** The one that counts comes first: best outcome, then the smallest place. */
  static final Comparator<Receipt> PRECEDENCE =
      Comparator.comparing((Receipt r) -> r.entry().outcome()).thenComparing(Receipt::at);
}
