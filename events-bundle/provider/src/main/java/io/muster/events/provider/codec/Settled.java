package io.muster.events.provider.codec;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.peer.PeerKey;

/**
 * The server has done with an event.
 *
 * @param eventId which event
 * @param client its recipient
 * @param createdAt of the event, ms
 * @param receipt the CONSUMED that was processed, or {@link Position#NONE}
 * @param consumed what that CONSUMED said, which may have been copied since; OK if there is none
 * @param outcome why it is done
 * @param tail of later versions
 */
public record Settled(
    EventId eventId,
    PeerKey client,
    long createdAt,
    Position receipt,
    ConsumedEvent.Outcome consumed,
    Outcome outcome,
    Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 7;

  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final ConsumedEvent.Outcome[] CONSUMED = ConsumedEvent.Outcome.values();

  /** Why the server has done with an event; of several the first here counts. */
  public enum Outcome {
    /** The server's handler has processed the receipt. */
    ACKNOWLEDGED,
    /** The server took the event back, or removed the member. */
    CANCELLED,
    /** It expired without a receipt. */
    EXPIRED,
    /** The server's handler has given up on the receipt; it is in the dead-letter list. */
    PARKED
  }

  /** Says whether a receipt was processed with this outcome, or a better one. */
  public boolean covers(ConsumedEvent.Outcome other) {
    return !receipt.equals(Position.NONE) && consumed.compareTo(other) <= 0;
  }

  static Settled read(FieldReader in) {
    return new Settled(
        in.event(),
        in.key(),
        in.time(),
        in.position(),
        CONSUMED[in.u8(CONSUMED.length - 1)],
        OUTCOMES[in.u8(OUTCOMES.length - 1)],
        in.tail());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.event(eventId).key(client).time(createdAt).position(receipt);
    out.u8(consumed.ordinal()).u8(outcome.ordinal());
  }
}
