package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Position;
import java.util.Comparator;

/** A PAUSE and where it stands; the highest (at, feed, seq) counts. */
record PauseStatement(int windowMs, long at, Position place) {
  static final PauseStatement NONE = new PauseStatement(0, 0, Position.NONE);

  private static final Comparator<PauseStatement> ORDER =
      Comparator.comparingLong(PauseStatement::at).thenComparing(PauseStatement::place);

  PauseStatement or(PauseStatement other) {
    return ORDER.compare(this, other) >= 0 ? this : other;
  }
}
