package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Hash;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which bodies the feeds name, and whether this node has to keep one. */
public final class BodyIndex {
  private static final long REPLICA_MARGIN = Duration.ofHours(24).toMillis();
  private static final long OWNER_MARGIN = Duration.ofDays(7).toMillis();

  private final PeerKey self;
  private final Roster roster;
  private final WaitingEvents waiting;

  /** By events that do not just wait. */
  private final Map<Hash, List<EventFacts>> named = new HashMap<>();

  private final Set<Hash> changed = new LinkedHashSet<>();
  private boolean opening;

  BodyIndex(PeerKey self, Roster roster, WaitingEvents waiting) {
    this.self = self;
    this.roster = roster;
    this.waiting = waiting;
  }

  /** While a store is read: whoever opens it looks at every body afterwards. */
  void opening(boolean begins) {
    opening = begins;
  }

  void add(Hash body, EventFacts facts) {
    List<EventFacts> users = named.getOrDefault(body, List.of());
    if (!users.contains(facts)) {
      List<EventFacts> more = new ArrayList<>(users);
      more.add(facts);
      named.put(body, List.copyOf(more));
    }
    named(body);
  }

  /** An event that waits names a body. */
  void named(Hash body) {
    if (!opening) {
      changed.add(body);
    }
  }

  /** An ADD came behind its SETTLED: the body may be here from before a crash. */
  void over(Hash body) {
    changed.add(body);
  }

  void touched(EventFacts facts) {
    facts.outlines().forEach(outline -> changed.add(outline.body()));
  }

  void remove(Hash body, EventFacts facts) {
    moved(body, facts);
    changed.add(body);
  }

  /** Forgets an event that is kept as a waiting one from now on. */
  void moved(Hash body, EventFacts facts) {
    List<EventFacts> users = named.getOrDefault(body, List.of());
    boolean isOnly = users.size() == 1 && users.get(0) == facts;
    List<EventFacts> rest =
        isOnly ? List.of() : users.stream().filter(user -> user != facts).toList();
    if (rest.isEmpty()) {
      named.remove(body);
    } else {
      named.put(body, rest);
    }
  }

  /**
   * Returns the bodies whose need may have changed since the last call, and forgets them. Those
   * that {@link #isNeeded} are to be had, others may be dropped. After opening, what {@link
   * #forEachUse} tells has to be looked at, too.
   */
  public List<Hash> takeChanged() {
    List<Hash> taken = List.copyOf(changed);
    changed.clear();
    return taken;
  }

  /** Hands over every body of an event that is not settled; {@code to} changes nothing here. */
  public void forEach(Consumer<Hash> to) {
    named.keySet().forEach(to);
    for (int row = waiting.next(0); row >= 0; row = waiting.next(row + 1)) {
      Hash body = waiting.body(row);
      if (!named.containsKey(body) && isFirst(row, body)) {
        to.accept(body);
      }
    }
  }

  /** Is told of a body. */
  @FunctionalInterface
  public interface Use {
    /**
     * An event that is not settled names a body.
     *
     * @param needed whether this event is one for which this node has to keep it
     */
    void named(Hash body, boolean needed);
  }

  /**
   * Hands over every body of an event that is not settled; one that several events name may come
   * several times, which spares looking for them.
   *
   * @param now ms since 1970
   * @param to changes nothing here
   */
  public void forEachUse(long now, Use to) {
    named.keySet().forEach(body -> to.named(body, isNeeded(body, now)));
    for (int row = waiting.next(0); row >= 0; row = waiting.next(row + 1)) {
      to.named(waiting.body(row), isNeeded(row, now));
    }
  }

  private boolean isFirst(int row, Hash body) {
    int[] first = {row};
    waiting.named(body, other -> first[0] = Math.min(first[0], other));
    return first[0] == row;
  }

  /** Returns every body of an event that is not settled; a copy. */
  public List<Hash> all() {
    List<Hash> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  /**
   * Says whether this node has to keep a body. Recipient and server: until the event is settled, or
   * has expired 7 days ago. Another replica: until a receipt is here too, or it has expired 24 h
   * ago.
   *
   * @param body SHA-256 of the encrypted body
   * @param now ms since 1970
   */
  public boolean isNeeded(Hash body, long now) {
    for (EventFacts facts : named.getOrDefault(body, List.of())) {
      if (isNeeded(body, facts, now)) {
        return true;
      }
    }
    return waiting.naming(body, row -> isNeeded(row, now)) >= 0;
  }

  /**
   * For whom a body is.
   *
   * @param length of the body, in bytes
   */
  public record Addressee(PeerKey recipient, int length) {}

  /** Returns for whom a body is, as one event says that is not settled. */
  public Optional<Addressee> addressee(Hash body) {
    for (EventFacts facts : named.getOrDefault(body, List.of())) {
      for (Outline outline : facts.outlines()) {
        if (outline.body().equals(body)) {
          return Optional.of(new Addressee(facts.key().recipient(), outline.bodyLength()));
        }
      }
    }
    int row = waiting.naming(body, r -> true);
    return row < 0
        ? Optional.empty()
        : Optional.of(new Addressee(waiting.recipient(row), waiting.bodyLength(row)));
  }

  /** Says whether an event names a body, not settled. */
  public boolean isNamed(Hash body) {
    return named.containsKey(body) || waiting.naming(body, row -> true) >= 0;
  }

  /** Says whether an event for a recipient names a body, not settled. */
  public boolean isFor(PeerKey recipient, Hash body) {
    return named.getOrDefault(body, List.of()).stream()
            .anyMatch(facts -> facts.key().recipient().equals(recipient))
        || waiting.naming(body, row -> waiting.recipient(row).equals(recipient)) >= 0;
  }

  /** Returns the events that name a body, not settled. */
  public List<EventFacts> events(Hash body) {
    List<EventFacts> events = new ArrayList<>(named.getOrDefault(body, List.of()));
    waiting.named(body, row -> events.add(waiting.facts(row)));
    return events;
  }

  private boolean isNeeded(int row, long now) {
    if (isOwner(waiting.recipient(row))) {
      return now - OWNER_MARGIN < waiting.expiresAt(row);
    }
    return roster.isReplica(self) && now - REPLICA_MARGIN < waiting.expiresAt(row);
  }

  private boolean isOwner(PeerKey recipient) {
    return self.equals(recipient) || self.equals(roster.server());
  }

  private boolean isNeeded(Hash body, EventFacts facts, long now) {
    long expiresAt = 0;
    for (Outline outline : facts.outlines()) {
      if (outline.body().equals(body)) {
        expiresAt = Math.max(expiresAt, outline.expiresAt());
      }
    }
    boolean settled = facts.settled().isPresent() && !facts.awaitsSettling();
    if (isOwner(facts.key().recipient())) {
      return !settled && now - OWNER_MARGIN < expiresAt;
    }
    return roster.isReplica(self) && facts.isLive() && now - REPLICA_MARGIN < expiresAt;
  }
}
