package io.muster.events.provider.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

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
