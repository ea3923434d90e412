package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Position;

/** A PAUSE and where it stands; the highest (at, feed, seq) counts. */
record PauseStatement(int windowMs, long at, Position place) {
  static final PauseStatement NONE = new PauseStatement(0, 0, Position.NONE);
}
