package io.muster.events.provider.codec;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.peer.PeerKey;

/**
 * A client's receipt, and its own memory that the event is done.
 *
 * @param server whose event it was
 * @param eventId which event
 * @param origin the origin of the ADD that was run
 * @param bodyHash the body that was run
 * @param outcome how it ended
 * @param attempts how often the handler was called
 * @param result the result or reason, sealed to the server; perhaps empty
 * @param tail of later versions
 */
public record Consumed(
    PeerKey server,
    EventId eventId,
    Position origin,
    Hash bodyHash,
    Outcome outcome,
    int attempts,
    Bytes result,
    Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 6;

  /** Longest sealed result, in bytes. */
  public static final int MAX_RESULT = 4608;

  private static final Outcome[] OUTCOMES = Outcome.values();

  static Consumed read(FieldReader in) {
    return new Consumed(
        in.key(),
        in.event(),
        in.position(),
        in.hash(),
        OUTCOMES[in.u8(OUTCOMES.length - 1)],
        in.u32(),
        in.prefixed(MAX_RESULT),
        in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.key(server).event(eventId).position(origin).hash(bodyHash).u8(outcome.ordinal());
    out.u32(attempts).prefixed(result);
  }
}
