package io.muster.events.provider.delivery;

import io.muster.events.provider.feed.OrderKey;
import java.util.Optional;

/**
 * The batching window: it opens with the first event that waits, and closes a fixed time later,
 * whatever arrives meanwhile; then all that is there is released. What arrives while that is being
 * handled waits for the next window, which opens with the first of it. A changed length counts for
 * the window that is open, too: it closes that long after it was opened.
 */
final class PauseWindow {
  private static final long SHUT = Long.MIN_VALUE;

  private long openedAt = SHUT;

  /** What stands up to here in the lane was released; null if nothing was. */
  private OrderKey released;

  /** Looks at what waits; {@code last} is the lane's last event, {@code length} is in ms. */
  void look(Optional<OrderKey> last, long now, int length) {
    if (length == 0 || last.isEmpty() || isReleased(last.get())) {
      openedAt = SHUT;
      released = length == 0 ? null : released;
      return;
    }
    if (openedAt == SHUT || now < openedAt) { // a clock was set back: nobody waits for it
      openedAt = now;
    }
    if (now - openedAt >= length) {
      released = last.get();
      openedAt = SHUT;
    }
  }

  /** Returns for how many ms an event is still held back. */
  long left(OrderKey place, long now, int length) {
    return openedAt == SHUT || isReleased(place) ? 0 : Math.max(0, openedAt + length - now);
  }

  private boolean isReleased(OrderKey place) {
    return released != null && place.compareTo(released) <= 0;
  }
}
