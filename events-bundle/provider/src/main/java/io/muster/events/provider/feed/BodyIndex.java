package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Hash;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which bodies the feeds name, and whether this node has to keep one. */
public final class BodyIndex {
  private static final long REPLICA_MARGIN = Duration.ofHours(24).toMillis();
  private static final long OWNER_MARGIN = Duration.ofDays(7).toMillis();

  private final PeerKey self;
  private final Roster roster;
  private final Map<Hash, List<EventFacts>> named = new HashMap<>();
  private final Set<Hash> changed = new LinkedHashSet<>();

  BodyIndex(PeerKey self, Roster roster) {
    this.self = self;
    this.roster = roster;
  }

  void add(Hash body, EventFacts facts) {
    List<EventFacts> users = named.getOrDefault(body, List.of());
    if (!users.contains(facts)) {
      List<EventFacts> more = new ArrayList<>(users);
      more.add(facts);
      named.put(body, List.copyOf(more));
    }
    changed.add(body);
  }

  /** An ADD came behind its SETTLED: the body may be here from before a crash. */
  void over(Hash body) {
    changed.add(body);
  }

  void touched(EventFacts facts) {
    facts.variants().forEach(variant -> changed.add(variant.add().bodyHash()));
  }

  void remove(Hash body, EventFacts facts) {
    List<EventFacts> rest =
        named.getOrDefault(body, List.of()).stream().filter(user -> user != facts).toList();
    if (rest.isEmpty()) {
      named.remove(body);
    } else {
      named.put(body, rest);
    }
    changed.add(body);
  }

  /**
   * Returns the bodies whose need may have changed since the last call, and forgets them: after
   * opening, all that the feeds name. Those that {@link #isNeeded} are to be had, others may be
   * dropped.
   */
  public List<Hash> takeChanged() {
    List<Hash> taken = List.copyOf(changed);
    changed.clear();
    return taken;
  }

  /** Returns every body of an event that is not settled; a copy. */
  public List<Hash> all() {
    return List.copyOf(named.keySet());
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
    return named.getOrDefault(body, List.of()).stream()
        .anyMatch(facts -> isNeeded(body, facts, now));
  }

  /** Returns the events that name a body, not settled. */
  public List<EventFacts> events(Hash body) {
    return named.getOrDefault(body, List.of());
  }

  private boolean isNeeded(Hash body, EventFacts facts, long now) {
    long expiresAt = 0;
    for (Variant variant : facts.variants()) {
      if (variant.add().bodyHash().equals(body)) {
        expiresAt = Math.max(expiresAt, variant.add().expiresAt());
      }
    }
    boolean settled = facts.settled().isPresent() && !facts.awaitsSettling();
    if (self.equals(facts.key().recipient()) || self.equals(roster.server())) {
      return !settled && now - OWNER_MARGIN < expiresAt;
    }
    return roster.isReplica(self) && facts.isLive() && now - REPLICA_MARGIN < expiresAt;
  }
}
