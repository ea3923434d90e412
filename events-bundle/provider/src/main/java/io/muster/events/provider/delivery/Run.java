package io.muster.events.provider.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * What a lane has given to a handler's thread to do in one go.
 *
 * @param <T> what one call is about
 */
final class Run<T> {
  private final Deque<T> open = new ArrayDeque<>();
  private int prepared;
  private int answered;
  private boolean over;

  /** Read by the handler's thread. */
  private volatile boolean stale;

  void prepared(T item) {
    open.add(item);
    prepared++;
  }

  int prepared() {
    return prepared;
  }

  void answered(T item) {
    open.remove(item);
    answered++;
  }

  /** Not all is to be done any more: no further call is to begin, the rest is looked at anew. */
  void endSoon() {
    stale = true;
  }

  /** Says whether further calls may begin; any thread. */
  boolean goesOn() {
    return !stale;
  }

  /** Says whether something that is not answered has a property. */
  boolean hasOpen(Predicate<T> property) {
    for (T each : open) {
      if (property.test(each)) {
        return true;
      }
    }
    return false;
  }

  /** No further call will begin; returns those that have not, in order. */
  Deque<T> over(int begun) {
    over = true;
    Deque<T> left = new ArrayDeque<>();
    while (open.size() > begun - answered) {
      left.addFirst(open.removeLast());
    }
    return left;
  }

  /** Says whether all is over and answered. */
  boolean isDone() {
    return over && open.isEmpty();
  }
}
