package io.muster.events.provider.delivery;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The handlers of a topic that are there now. Of several one is used: highest ranking, then lowest
 * service id. Any thread.
 *
 * @param <H> their type
 */
public final class HandlerBoard<H> {
  private record Rank(int ranking, long id) {}

  private final ConcurrentSkipListMap<Rank, H> handlers =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(Rank::ranking).reversed().thenComparingLong(Rank::id));
  private volatile Runnable changed = () -> {};

  /** Sets what to do when a handler has come; runs on the thread that brought it. */
  public void whenChanged(Runnable task) {
    changed = task;
  }

  /** Puts a handler up, in the place of the same service under another ranking. */
  public void join(long id, int ranking, H handler) {
    leave(id);
    handlers.put(new Rank(ranking, id), handler);
    changed.run();
  }

  /** Takes a handler down: no new call begins. */
  public void leave(long id) {
    handlers.keySet().removeIf(rank -> rank.id() == id);
  }

  /** Returns the one to call. */
  public Optional<H> best() {
    var first = handlers.firstEntry();
    return first == null ? Optional.empty() : Optional.of(first.getValue());
  }
}
