package io.muster.hub.signalhub;

import io.muster.hub.spi.RendezvousException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Puts what went wrong into words and numbers. */
final class Failures {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private Failures() {}

  static String describe(Exception failure) {
    if (failure instanceof UnknownHostException) {
      return "its name is not known";
    }
    if (failure instanceof ConnectException) {
      return "nothing listens there (" + failure.getMessage() + ")";
    }
    if (failure instanceof SocketTimeoutException) {
      return "it stayed silent for too long";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  static RendezvousException of(HubAddress hub, String reason, Exception cause) {
    return new RendezvousException("Hub " + hub + ": " + reason, null, cause);
  }

  /** A status other than the one hoped for. */
  static RendezvousException refused(HubAddress hub, HttpAnswer answer, Clock clock) {
    int status = answer.status();
    Duration wait = retryAfter(answer.fields().get("retry-after"), clock);
    String reason =
        status >= 300 && status < 400
            ? "answered " + status + "; redirects are not followed, configure the final address"
            : status == 200
                ? "answered 200 but with no event stream; is it a hub?"
                : "answered " + status;
    String asked = wait == null ? "" : "; it asks to wait " + wait.toSeconds() + " s";
    return new RendezvousException("Hub " + hub + ": " + reason + asked, wait, null);
  }

  /** Reads seconds or a date; anything else is as if the field were absent. At most 1 h. */
  static Duration retryAfter(String field, Clock clock) {
    if (field == null) {
      return null;
    }
    Duration wait = null;
    if (field.matches("[0-9]{1,9}")) {
      wait = Duration.ofSeconds(Long.parseLong(field));
    } else {
      try {
        Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field));
        wait = Duration.between(clock.instant(), until);
      } catch (DateTimeException e) {
        return null;
      }
    }
    wait = wait.isNegative() ? Duration.ZERO : wait;
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
