package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The server's statements on the window: of those before a fork the newest counts. */
final class Pauses {
  private final ForkPoints forks;
  private final TreeSet<PauseStatement> all =
      new TreeSet<>(
          Comparator.comparingLong(PauseStatement::at).thenComparing(PauseStatement::place));
  private PauseStatement newest = PauseStatement.NONE;

  Pauses(ForkPoints forks) {
    this.forks = forks;
  }

  void add(PauseStatement statement) {
    all.add(statement);
    reconsider();
  }

  /** A TRIM covers a statement: if it still counts it was copied, and the copy is here. */
  void forget(Position at) {
    all.removeIf(statement -> statement.place().equals(at));
    reconsider();
  }

  /** Returns where a statement stands. */
  Stream<Position> places(Pause pause) {
    return all.stream()
        .filter(s -> s.windowMs() == pause.windowMs() && s.at() == pause.at())
        .map(PauseStatement::place);
  }

  /** Returns how many statements are remembered. */
  int size() {
    return all.size();
  }

  void reconsider() {
    newest =
        all.descendingSet().stream()
            .filter(statement -> forks.counts(statement.place()))
            .findFirst()
            .orElse(PauseStatement.NONE);
  }

  PauseStatement newest() {
    return newest;
  }

  /** Returns the one that would be the newest if it, or its copy, did not stand behind a fork. */
  Optional<Entry> withheld() {
    return all.descendingSet().stream()
        .filter(statement -> !forks.counts(statement.place()))
        .filter(statement -> statement.at() >= newest.at())
        .findFirst()
        .map(statement -> new Pause(statement.windowMs(), statement.at(), Bytes.EMPTY));
  }
}
