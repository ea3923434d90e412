package io.muster.events.provider.codec;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;

/**
 * The server adds an event. The body travels beside the feed, found by its hash.
 *
 * @param recipient for whom
 * @param eventId its name
 * @param laneSeq its number among those for the recipient in the origin's feed: 1, 2, 3 …
 * @param createdAt by the server's clock, ms
 * @param bodyHash SHA-256 of the encrypted body
 * @param bodyLength length of the encrypted body, in bytes
 * @param contextId the LANE of the wrap
 * @param commitment binds the body's key
 * @param wrap the body's key, sealed to the recipient
 * @param expiresAt not started later, ms
 * @param notBefore not started earlier, ms; 0: at once
 * @param origin where the event was added first; the own place if this is the first
 * @param tail of later versions
 */
public record Add(
    PeerKey recipient,
    EventId eventId,
    long laneSeq,
    long createdAt,
    Hash bodyHash,
    int bodyLength,
    ContextId contextId,
    Hash commitment,
    Bytes wrap,
    long expiresAt,
    long notBefore,
    Position origin,
    Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 5;

  /** Longest wrap, in bytes. */
  public static final int MAX_WRAP = 256;

  static Add read(FieldReader in) {
    return new Add(
        in.key(),
        in.event(),
        in.u64(),
        in.time(),
        in.hash(),
        in.u32(),
        in.context(),
        in.hash(),
        in.prefixed(MAX_WRAP),
        in.time(),
        in.time(),
        in.position(),
        in.tail());
  }

  /**
   * Returns an equal ADD of objects that are here already: a long backlog is made of many ADDs.
   *
   * @param same the recipient
   * @param context the LANE of the wrap
   * @param place the origin
   */
  public Add of(PeerKey same, ContextId context, Position place) {
    return new Add(
        same,
        eventId,
        laneSeq,
        createdAt,
        bodyHash,
        bodyLength,
        context,
        commitment,
        wrap,
        expiresAt,
        notBefore,
        place,
        tail);
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.key(recipient).event(eventId).u64(laneSeq).time(createdAt).hash(bodyHash).u32(bodyLength);
    out.context(contextId).hash(commitment).prefixed(wrap).time(expiresAt).time(notBefore);
    out.position(origin);
  }
}
