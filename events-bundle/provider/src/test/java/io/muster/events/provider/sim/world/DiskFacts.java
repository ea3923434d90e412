package io.muster.events.provider.sim.world;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.feed.EventKey;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What is on one disk, read independently of the shipped fold. */
public final class DiskFacts {
  private final Map<EventKey, Add> added = new LinkedHashMap<>();
  private final Map<EventKey, Set<Hash>> bodies = new HashMap<>();
  private final Map<EventKey, Set<Position>> consumed = new HashMap<>();
  private final Map<EventKey, Set<Position>> settled = new HashMap<>();
  private final Map<FeedId, Long> lastSeqs = new HashMap<>();
  private final Map<FeedId, Long> firstSeen = new HashMap<>();
  private final Map<FeedId, Long> grown = new HashMap<>();
  private final Map<PeerKey, Long> bytes = new HashMap<>();
  private final Map<EventKey, Long> addedAt = new HashMap<>();
  private final Map<EventKey, Set<Integer>> outcomes = new HashMap<>();
  private final Map<EventKey, Long> acknowledged = new HashMap<>();
  private final Map<ContextId, Set<FeedId>> lanes = new HashMap<>();

  DiskFacts copy() {
    DiskFacts copy = new DiskFacts();
    copy.added.putAll(added);
    bodies.forEach((key, all) -> copy.bodies.put(key, new LinkedHashSet<>(all)));
    consumed.forEach((key, places) -> copy.consumed.put(key, new LinkedHashSet<>(places)));
    settled.forEach((key, places) -> copy.settled.put(key, new LinkedHashSet<>(places)));
    copy.lastSeqs.putAll(lastSeqs);
    copy.firstSeen.putAll(firstSeen);
    copy.grown.putAll(grown);
    copy.bytes.putAll(bytes);
    copy.addedAt.putAll(addedAt);
    outcomes.forEach((key, all) -> copy.outcomes.put(key, new LinkedHashSet<>(all)));
    copy.acknowledged.putAll(acknowledged);
    lanes.forEach((context, in) -> copy.lanes.put(context, new LinkedHashSet<>(in)));
    return copy;
  }

  void take(PeerKey author, PeerKey server, Ledger.Written written, long now) {
    Batch batch = written.batch();
    FeedId feed = batch.header().feedId();
    if (batch.header().lastSeq() > lastSeq(feed)) {
      lastSeqs.put(feed, batch.header().lastSeq());
      grown.put(feed, now);
    }
    firstSeen.putIfAbsent(feed, now);
    bytes.merge(author, (long) batch.size(), Long::sum);
    int index = 0;
    for (Entry entry : written.entries()) {
      take(author, author.equals(server), written.place(index++), entry, now);
    }
  }

  private void take(PeerKey author, boolean byServer, Position at, Entry entry, long now) {
    if (entry instanceof Consumed receipt) {
      EventKey key = new EventKey(receipt.eventId(), author);
      consumed.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(at);
      outcomes.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(receipt.outcome().ordinal());
    } else if (byServer && entry instanceof Add add) {
      EventKey key = new EventKey(add.eventId(), add.recipient());
      added.putIfAbsent(key, add);
      bodies.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(add.bodyHash());
      addedAt.putIfAbsent(key, now);
    } else if (byServer && entry instanceof Lane lane) {
      lanes.computeIfAbsent(lane.contextId(), c -> new LinkedHashSet<>()).add(at.feed());
    } else if (byServer && entry instanceof Settled done) {
      EventKey key = new EventKey(done.eventId(), done.client());
      settled.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(done.receipt());
      if (done.outcome() == Settled.Outcome.ACKNOWLEDGED) {
        acknowledged.putIfAbsent(key, now);
        outcomes.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(done.consumed().ordinal());
      }
    }
  }

  /** Returns the events whose ADD is here; of several, the first. */
  public Map<EventKey, Add> added() {
    return added;
  }

  /** Returns the bodies that the ADDs of an event name: two copies of a server may add it each. */
  public Set<Hash> bodies(EventKey key) {
    return bodies.getOrDefault(key, Set.of());
  }

  /** Returns the bodies of all events whose ADD is here. */
  public Stream<Hash> bodies() {
    return bodies.values().stream().flatMap(Set::stream);
  }

  /** Returns the feeds in which the LANE of a context is here. */
  public Set<FeedId> lanes(ContextId context) {
    return lanes.getOrDefault(context, Set.of());
  }

  /** Says whether a receipt of the recipient is here. */
  public boolean isConsumed(EventKey key) {
    return consumed.containsKey(key);
  }

  /** Returns since when, in ms awake, an event is here. */
  public long addedAt(EventKey key) {
    return addedAt.getOrDefault(key, Long.MIN_VALUE / 2);
  }

  /** Returns the feeds of which something is here. */
  public Set<FeedId> feeds() {
    return lastSeqs.keySet();
  }

  /** Returns how many different outcomes are told here, by receipts or by what settles them. */
  public int outcomes(EventKey key) {
    return outcomes.getOrDefault(key, Set.of()).size();
  }

  /** Says whether a receipt was processed, as far as is known here. */
  public boolean isAcknowledged(EventKey key) {
    return acknowledged.containsKey(key);
  }

  /** Returns since when, in ms awake, it is known here that a receipt was processed. */
  public long settledSince(EventKey key) {
    return acknowledged.getOrDefault(key, Long.MAX_VALUE);
  }

  /** Returns the places of the receipts that are here. */
  public Set<Position> receipts(EventKey key) {
    return consumed.getOrDefault(key, Set.of());
  }

  /** Returns the events of which a receipt is here. */
  public Set<EventKey> consumed() {
    return consumed.keySet();
  }

  /** Says whether the server settled it, as far as is known here. */
  public boolean isSettled(EventKey key) {
    return settled.containsKey(key);
  }

  /** Says whether the server settled this very receipt, as far as is known here. */
  public boolean isSettled(EventKey key, Position receipt) {
    return settled.getOrDefault(key, Set.of()).contains(receipt);
  }

  /** Says whether nobody has consumed or settled it, as far as is known here. */
  public boolean isLive(EventKey key) {
    return added.containsKey(key) && !isConsumed(key) && !isSettled(key);
  }

  /** Returns how far a feed is here; 0 if it is not. */
  public long lastSeq(FeedId feed) {
    return lastSeqs.getOrDefault(feed, 0L);
  }

  /** Returns since when, in ms awake, something of a feed is here. */
  public long since(FeedId feed) {
    return firstSeen.getOrDefault(feed, Long.MAX_VALUE);
  }

  /** Returns when, in ms awake, more of a feed came than had been here before. */
  public long grewAt(FeedId feed) {
    return grown.getOrDefault(feed, Long.MIN_VALUE / 2);
  }

  /** Returns how many bytes of a writer's batches were ever written here. */
  public long bytes(PeerKey author) {
    return bytes.getOrDefault(author, 0L);
  }
}
