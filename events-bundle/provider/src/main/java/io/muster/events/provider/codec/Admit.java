package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;

/**
 * The server lets a key in, or changes what it may.
 *
 * @param member whom; the server itself for the topic's own limits
 * @param replica whether it keeps everybody's feeds
 * @param quotas what it may use
 * @param at orders statements on the roster, ms
 * @param tail of later versions
 */
public record Admit(PeerKey member, boolean replica, Quotas quotas, long at, Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 2;

  static Admit read(FieldReader in) {
    return new Admit(in.key(), in.flag(), Quotas.read(in), in.time(), in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    quotas.write(out.key(member).flag(replica));
    out.time(at);
  }
}
