package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.events.EventsException;
import io.muster.events.EventsException.Reason;
import io.muster.events.spi.StoreException;
import io.muster.peer.PeerKey;
import java.time.Duration;

/** What operations fail with: what was seen, and what to do. */
final class Failures {
  private Failures() {}

  static EventsException gone(String topic) {
    return new EventsException(
        Reason.SERVICE_GONE,
        "Topic '" + topic + "' is closed here; what was confirmed before is kept",
        "Use the service that is registered next.",
        null);
  }

  static EventsException overloaded(String topic) {
    return new EventsException(
        Reason.SERVICE_GONE,
        "Topic '" + topic + "' did not answer in time; nothing is lost",
        "Try again; if it stays so, the disk or the processor is overloaded.",
        null);
  }

  static EventsException tooLarge(int bytes, int max) {
    return new EventsException(
        Reason.TOO_LARGE,
        "Nothing was added: the payload has " + bytes + " bytes, the topic takes " + max,
        "Make it smaller, or raise payload.max.bytes of PID io.muster.events.",
        null);
  }

  static EventsException notJson(IllegalArgumentException cause) {
    return new EventsException(
        Reason.NOT_JSON,
        "Nothing was added: " + cause.getMessage(),
        "Give a JSON text (RFC 8259).",
        cause);
  }

  static EventsException notMember(PeerKey user, String why, String fix) {
    return new EventsException(
        Reason.NOT_MEMBER, "Nothing was added: " + user + " " + why, fix, null);
  }

  static EventsException quota(String what) {
    return new EventsException(
        Reason.QUOTA,
        "Nothing was added: " + what,
        "Try again later; room comes as events are consumed and settled.",
        null);
  }

  static EventsException conflict(EventId known) {
    return new EventsException(
        Reason.ID_CONFLICT,
        "Nothing was added: the dedupe key stands for event "
            + known
            + ", which has another payload or type",
        "Use another dedupe key, or the same payload.",
        null);
  }

  static EventsException clock(Duration behind) {
    return new EventsException(
        Reason.CLOCK,
        "Nothing was added: the clock is " + behind.toHours() + " h behind the newest event",
        "Set this node's clock.",
        null);
  }

  static EventsException store(Throwable cause) {
    if (cause instanceof StoreException full && full.reason() == StoreException.Reason.BUSY) {
      return quota("too much waits for the disk");
    }
    return new EventsException(
        Reason.STORE,
        "The store did not confirm it: " + cause.getMessage(),
        "See the store's message; adding again with a dedupe key is safe.",
        cause);
  }

  static EventsException notWaiting(EventId id) {
    return new EventsException(
        Reason.NOT_WAITING,
        "Nothing was skipped: event "
            + id
            + " does not wait here, its handler is running, or the lane is not open yet",
        "See what waits with muster:queue.",
        null);
  }

  static EventsException noDeadLetter(EventId id) {
    return new EventsException(
        Reason.NO_DEAD_LETTER,
        "There is no dead letter " + id + " here",
        "List them with muster:queue; the node that gave an event up has its letter.",
        null);
  }

  static EventsException notReplayed(EventId id, Throwable why) {
    return new EventsException(
        Reason.NOT_REPLAYED,
        "Dead letter " + id + " was not replayed and stays: " + why.getMessage(),
        "Try again when a handler is there and the topic is open.",
        why);
  }

  static EventsException notReplicated(int wanted, int have) {
    return new EventsException(
        Reason.NOT_REPLICATED,
        "The event is durable here, but " + have + " instead of " + wanted + " members confirmed",
        "It is replicated as members come; event(id) tells how far.",
        null);
  }
}
