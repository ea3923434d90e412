package io.muster.events.provider.delivery;

import io.muster.events.EventId;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.feed.TopicAppend;
import io.muster.events.provider.feed.WholeLog;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.osgi.service.log.Logger;

/**
 * What was given up, in a log of its own, the oldest first. Bodies are kept as long as their letter
 * is here, whatever the feeds say. Full, by number or bytes, the list lets the oldest go. Confined
 * to the topic's thread.
 */
public final class DeadLetters {
  private static final int KEPT = 1;
  private static final int GONE = 2;
  private static final int SLACK = 256;

  /** Where the list is kept: a log, the thread on which its stages complete, and for people. */
  public record Place(EventLog log, Executor topic, Logger out) {}

  /** How much is kept at most. */
  public record Limits(int letters, long bytes) {
    /** 1000 letters, 64 MiB of bodies. */
    public static final Limits DEFAULT = new Limits(1_000, 64L << 20);
  }

  private final Place place;
  private final Consumer<Hash> unneeded;
  private Limits limits;
  private final Map<EventId, Letter> letters = new LinkedHashMap<>();
  private final Set<EventId> gone = new HashSet<>();
  private final Set<Hash> bodies = new HashSet<>();
  private Consumer<Letter> kept = letter -> {};
  private long bytes;

  /** Reads the list; {@code unneeded} is told of bodies that no letter holds any more. */
  public DeadLetters(Place place, Limits limits, Consumer<Hash> unneeded) {
    this.place = place;
    this.limits = limits;
    this.unneeded = unneeded;
    WholeLog.read(place.log(), entry -> read(entry.bytes()));
  }

  private void read(byte[] entry) {
    try {
      FieldReader in = new FieldReader(entry);
      if (in.u8() == KEPT) {
        put(Letter.read(in));
      } else {
        remove(in.event());
      }
      in.end();
    } catch (MalformedException | IllegalArgumentException e) {
      place.out().warn("A record of the dead-letter list is unreadable and left out", e);
    }
  }

  private void put(Letter letter) {
    remove(letter.id());
    gone.remove(letter.id());
    letters.put(letter.id(), letter);
    letter.body().ifPresent(bodies::add);
    bytes += letter.bodyLength();
  }

  private void remove(EventId id) {
    Letter letter = letters.remove(id);
    gone.add(id);
    if (letter != null) {
      bytes -= letter.bodyLength();
      letter.body().filter(body -> !isNamed(body)).ifPresent(bodies::remove);
    }
  }

  private boolean isNamed(Hash body) {
    return letters.values().stream().anyMatch(other -> other.body().equals(Optional.of(body)));
  }

  /** Tells of each letter that comes to the list, not of newer forms of one that is there. */
  public void whenKept(Consumer<Letter> listener) {
    kept = listener;
  }

  /** Says whether a letter needs a body. */
  public boolean holds(Hash body) {
    return bodies.contains(body);
  }

  /** Returns how many there are. */
  public int size() {
    return letters.size();
  }

  /** Returns how many bytes their bodies have. */
  public long bytes() {
    return bytes;
  }

  /** Returns one. */
  public Optional<Letter> find(EventId id) {
    return Optional.ofNullable(letters.get(id));
  }

  /** Says whether an event was a dead letter and is none any more. */
  public boolean isGone(EventId id) {
    return gone.contains(id);
  }

  /** Returns a page, the oldest first. */
  public List<Letter> page(Optional<EventId> after, int limit) {
    boolean[] begun = {after.filter(letters::containsKey).isEmpty()};
    List<Letter> page = new ArrayList<>();
    for (Letter letter : letters.values()) {
      if (begun[0] && page.size() < limit) {
        page.add(letter);
      }
      begun[0] |= after.filter(letter.id()::equals).isPresent();
    }
    return List.copyOf(page);
  }

  /** Changes how much is kept; what is too much goes. */
  public void limit(Limits fresh) {
    limits = fresh;
    shrink();
  }

  /** Keeps a letter, or its newer form; completes when that is on disk. */
  public CompletionStage<Void> keep(Letter letter) {
    FieldWriter record = new FieldWriter().u8(KEPT);
    try {
      letter.writeTo(record);
    } catch (IllegalArgumentException e) {
      return tooLarge(letter);
    }
    if (record.size() > EventStore.MAX_ENTRY || letter.bodyLength() > limits.bytes()) {
      return tooLarge(letter);
    }
    boolean isNew = !letters.containsKey(letter.id());
    put(letter);
    CompletionStage<Void> done = append(record);
    if (isNew) {
      kept.accept(letter);
    }
    shrink();
    return done;
  }

  private CompletionStage<Void> tooLarge(Letter letter) {
    place.out().warn("Event {} is dead and too large for the dead-letter list", letter.id());
    return CompletableFuture.completedFuture(null);
  }

  /** Lets a letter go; completes when that is on disk. */
  public CompletionStage<Void> drop(EventId id) {
    Optional<Hash> body = find(id).flatMap(Letter::body);
    remove(id);
    CompletionStage<Void> done = append(new FieldWriter().u8(GONE).event(id));
    body.filter(hash -> !holds(hash)).ifPresent(unneeded);
    return done;
  }

  private void shrink() {
    while (letters.size() > limits.letters() || bytes > limits.bytes()) {
      Letter oldest = letters.values().iterator().next();
      place
          .out()
          .warn(
              "The dead-letter list is full: event {} for {} and its payload are dropped; raise"
                  + " dead.letters.max or dead.letters.mib to keep more",
              oldest.id(),
              oldest.key().recipient());
      drop(oldest.id());
    }
  }

  private CompletionStage<Void> append(FieldWriter record) {
    return TopicAppend.to(place.log(), ByteBuffer.wrap(record.toArray()), place.topic())
        .thenApply(number -> null);
  }

  /**
   * Writes the list anew if its log is mostly history; {@code isOver} says for which events it need
   * not be remembered that they are gone.
   */
  public void tidy(Predicate<EventId> isOver) {
    EventLog log = place.log();
    long begin = log.next();
    if (begin - log.first() < 2L * letters.size() + SLACK) {
      return;
    }
    gone.removeIf(isOver);
    List<CompletionStage<Void>> all = new ArrayList<>();
    for (Letter letter : letters.values()) {
      FieldWriter record = new FieldWriter().u8(KEPT);
      letter.writeTo(record);
      all.add(append(record));
    }
    gone.forEach(id -> all.add(append(new FieldWriter().u8(GONE).event(id))));
    CompletableFuture.allOf(
            all.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                log.truncateBefore(begin);
              } else {
                place.out().warn("The dead-letter list could not be tidied", failure);
              }
            });
  }
}
