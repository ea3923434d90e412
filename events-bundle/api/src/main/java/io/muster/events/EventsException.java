package io.muster.events;

import io.muster.peer.MusterException;

/** An operation on events has failed. */
public class EventsException extends MusterException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  private final Reason reason;

  /** Why an operation on events has failed. */
  public enum Reason {
    /** A quota is reached; room comes as events are settled. */
    QUOTA("MUSTER-EVENTS-0001", Outcome.NOT_DONE, true),
    /** The payload is larger than the topic's limit. */
    TOO_LARGE("MUSTER-EVENTS-0002", Outcome.NOT_DONE, false),
    /** The payload is not JSON. */
    NOT_JSON("MUSTER-EVENTS-0003", Outcome.NOT_DONE, false),
    /** The key is no member and the topic's admission does not let it in. */
    NOT_MEMBER("MUSTER-EVENTS-0004", Outcome.NOT_DONE, false),
    /** The dedupe key was used for another payload. */
    ID_CONFLICT("MUSTER-EVENTS-0005", Outcome.NOT_DONE, false),
    /** The clock is far behind what this node has written earlier. */
    CLOCK("MUSTER-EVENTS-0006", Outcome.NOT_DONE, true),
    /** The store cannot write. */
    STORE("MUSTER-EVENTS-0007", Outcome.UNKNOWN, true),
    /** The service is stopping or has left the topic. */
    SERVICE_GONE("MUSTER-EVENTS-0008", Outcome.UNKNOWN, true),
    /** Durable here, but not confirmed by as many members as asked for in time. */
    NOT_REPLICATED("MUSTER-EVENTS-0009", Outcome.DONE, true),
    /** There is no dead letter of that name. */
    NO_DEAD_LETTER("MUSTER-EVENTS-0010", Outcome.NOT_DONE, false),
    /** The dead letter cannot be replayed now; it stays in the list. */
    NOT_REPLAYED("MUSTER-EVENTS-0011", Outcome.NOT_DONE, true),
    /** No event of that name waits here. */
    NOT_WAITING("MUSTER-EVENTS-0012", Outcome.NOT_DONE, false);

    private final String code;
    private final Outcome outcome;
    private final boolean retryable;

    Reason(String code, Outcome outcome, boolean retryable) {
      this.code = code;
      this.outcome = outcome;
      this.retryable = retryable;
    }
  }

  /**
   * Makes an exception.
   *
   * @param reason why
   * @param message what was seen, with values and units
   * @param fix what to do
   * @param cause the cause, or null if there is none
   */
  public EventsException(Reason reason, String message, String fix, Throwable cause) {
    super(
        new Problem(reason.code, reason.outcome, reason.retryable, fix, java.util.Map.of()),
        message,
        cause);
    this.reason = reason;
  }

  /**
   * Returns why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
