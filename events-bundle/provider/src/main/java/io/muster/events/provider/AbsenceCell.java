package io.muster.events.provider;

import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long members had been away when that was last kept, beside the feeds: {@code (key 32 ‖ ms
 * u64)*}. Whoever is not named had been away for no time.
 */
record AbsenceCell(Map<PeerKey, Long> away) {
  private static final int MEMBER_BYTES = PeerKey.BYTES + Long.BYTES;

  /** So many fit; of others the count begins anew with each opening. */
  static final int MAX_MEMBERS = EventStore.MAX_CELL / MEMBER_BYTES;

  static AbsenceCell read(byte[] bytes) {
    FieldReader in = new FieldReader(bytes);
    Map<PeerKey, Long> away = new LinkedHashMap<>();
    while (in.remaining() > 0) {
      if (away.put(in.key(), in.time()) != null) {
        throw new MalformedException("It names a member twice");
      }
    }
    return new AbsenceCell(away);
  }

  byte[] encode() {
    FieldWriter out = new FieldWriter();
    away.forEach((member, ms) -> out.key(member).time(ms));
    return out.toArray();
  }
}
