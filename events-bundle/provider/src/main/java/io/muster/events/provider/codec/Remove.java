package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import java.util.List;

/**
 * The server removes a member; what it wrote up to here is still taken.
 *
 * @param member whom
 * @param at orders statements on the roster, ms
 * @param through its feeds as far as they are still taken
 * @param tail of later versions
 */
public record Remove(PeerKey member, long at, List<FeedHead> through, Bytes tail) implements Entry {
  /** Number of the kind. */
  public static final int KIND = 3;

  /** Most feeds that are named. */
  public static final int MAX_FEEDS = 512;

  /** Copies the list. */
  public Remove {
    through = List.copyOf(through);
  }

  static Remove read(FieldReader in) {
    return new Remove(in.key(), in.time(), in.heads(MAX_FEEDS), in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.key(member).time(at).heads(through);
  }
}
