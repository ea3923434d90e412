package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.events.Topic;
import io.muster.peer.PeerKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code muster:queue} was asked.
 *
 * @param topic one topic, or all
 * @param user one user's lane, or all
 * @param rows how many lanes and dead letters of each topic at most
 * @param json whether as one JSON document
 * @param replay the dead letter to replay, or {@code all}
 * @param drop the dead letter to drop, or {@code all}
 * @param skip the waiting event to give up
 */
record QueueArguments(
    Optional<String> topic,
    Optional<PeerKey> user,
    int rows,
    boolean json,
    Optional<String> replay,
    Optional<String> drop,
    Optional<EventId> skip) {
  static final String USAGE =
      "muster:queue [TOPIC [USER]] [-n ROWS] [--json] [-replay ID|all | -drop ID|all | -skip ID]:"
          + " what waits in the lanes, and dead letters; -skip gives up an event that waits. Examples: muster:queue orders; muster:queue orders"
          + " -replay all";
  private static final int ROWS = 50;

  static QueueArguments of(String... arguments) {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    boolean json = rest.remove("--json");
    Optional<String> rows = option(rest, "-n");
    Optional<String> replay = option(rest, "-replay").map(QueueArguments::letter);
    Optional<String> drop = option(rest, "-drop").map(QueueArguments::letter);
    Optional<EventId> skip = option(rest, "-skip").map(EventId::parse);
    List<String> plain = new ArrayList<>(rest);
    boolean option = plain.stream().anyMatch(word -> word.startsWith("-"));
    if (option || plain.size() > 2 || deeds(replay, drop, skip) > 1) {
      throw new IllegalArgumentException(USAGE);
    }
    return new QueueArguments(
        plain.stream().findFirst(),
        plain.stream().skip(1).findFirst().map(PeerKey::parse),
        rows.map(QueueArguments::rows).orElse(ROWS),
        json,
        replay,
        drop,
        skip);
  }

  private static long deeds(Optional<?>... all) {
    return Stream.of(all).filter(Optional::isPresent).count();
  }

  private static Optional<String> option(Deque<String> words, String name) {
    List<String> all = new ArrayList<>(words);
    int at = all.indexOf(name);
    if (at < 0) {
      return Optional.empty();
    }
    if (at + 1 == all.size()) {
      throw new IllegalArgumentException(name + " needs a value. " + USAGE);
    }
    words.clear();
    words.addAll(all.subList(0, at));
    words.addAll(all.subList(at + 2, all.size()));
    return Optional.of(all.get(at + 1));
  }

  private static int rows(String text) {
    int rows = Integer.parseInt(text);
    if (rows < 1 || rows > Topic.MAX_DEAD_LETTERS) {
      throw new IllegalArgumentException("-n is 1 to " + Topic.MAX_DEAD_LETTERS);
    }
    return rows;
  }

  private static String letter(String text) {
    return text.equals("all") ? text : EventId.parse(text).toString();
  }
}
