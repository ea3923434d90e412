package io.muster.events.provider.delivery;

import io.muster.events.Acknowledgement;
import io.muster.events.provider.delivery.Verdict.Consumed;
import io.muster.events.provider.delivery.Verdict.Failed;
import io.muster.events.provider.delivery.Verdict.Later;
import io.muster.events.provider.delivery.Verdict.Rejected;
import io.muster.peer.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call of a handler and its one answer; the first counts. Any thread. */
final class HandlerCall implements Acknowledgement {
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  /** Where answers go; called on any thread. */
  interface Desk {
    /** Called once. */
    void answered(HandlerCall call, Verdict verdict);

    /** Another answer had been given before. */
    void ignored(HandlerCall call);

    /** The lease is to begin anew. */
    void extended(HandlerCall call);
  }

  private final Desk desk;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean consumed;

  HandlerCall(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void consumed() {
    answer(new Consumed(Optional.empty()));
  }

  @Override
  public void consumed(String resultJson) {
    int bytes = resultJson.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_RESULT_BYTES) {
      throw new IllegalArgumentException(
          "A result has at most " + MAX_RESULT_BYTES + " bytes, not " + bytes);
    }
    answer(new Consumed(Optional.of(JsonText.check(resultJson))));
  }

  @Override
  public void retry(Duration after) {
    Duration least = after.isNegative() ? Duration.ZERO : after;
    answer(new Later(least.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : least));
  }

  @Override
  public void reject(String reason) {
    answer(new Rejected(cut(reason)));
  }

  @Override
  public void inProgress() {
    if (!answered.get()) {
      desk.extended(this);
    }
  }

  void failed(String reason) {
    if (answered.compareAndSet(false, true)) {
      desk.answered(this, new Failed(cut(reason)));
    }
  }

  /** Says whether it was answered, and with consumed. */
  boolean isConsumed() {
    return consumed;
  }

  private void answer(Verdict verdict) {
    if (answered.compareAndSet(false, true)) {
      consumed = verdict instanceof Consumed;
      desk.answered(this, verdict);
    } else {
      desk.ignored(this);
    }
  }

  /** Cuts a text to the longest allowed, in whole characters. */
  private static String cut(String text) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > MAX_RESULT_BYTES) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }
}
