package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;

/**
 * Names an event for one recipient.
 *
 * @param id the event
 * @param recipient for whom
 */
public record EventKey(EventId id, PeerKey recipient) {

  // written out: those of records are slow in large maps
  @Override
  public boolean equals(Object other) {
    return other instanceof EventKey key && id.equals(key.id) && recipient.equals(key.recipient);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + recipient.hashCode();
  }
}
