package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.codec.Trim;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The fold over all stored feeds of a topic: the same whatever the order of the batches, however
 * often one comes. Confined to the topic thread.
 */
public final class TopicState {
  private final PeerKey server;
  private final Roster roster;
  private final Lanes lanes = new Lanes();
  private final Map<FeedId, Genesis> geneses = new HashMap<>();
  private final LaneContexts contexts = new LaneContexts();
  private final DeadWeight dead = new DeadWeight();
  private final Map<EventKey, EventFacts> events = new HashMap<>();
  private final BodyIndex bodies;
  private final UnsettledReceipts unsettled = new UnsettledReceipts(this::ordinal);
  private final Trims trims;
  private final NewestTimes newest = new NewestTimes();
  private final ForkPoints forks = new ForkPoints();
  private final Pauses pauses = new Pauses(forks);

  /**
   * Begins with nothing.
   *
   * @param server whose topic it is
   * @param self who this node is
   */
  public TopicState(PeerKey server, PeerKey self) {
    this.server = server;
    this.roster = new Roster(server, forks);
    this.bodies = new BodyIndex(self, roster);
    this.trims = new Trims(server, this::ordinal);
  }

  void apply(PeerKey author, Position at, Entry entry) {
    if (entry instanceof Genesis genesis) {
      genesis(at.feed(), genesis);
    } else if (entry instanceof Consumed consumed) {
      consumed(new Receipt(author, at, consumed));
    } else if (entry instanceof Trim trim) {
      if (forks.counts(at)) {
        trims.note(new TrimStatement(author, at, trim.through()));
      }
    } else if (author.equals(server)) {
      applyServer(at, entry);
    }
  }

  private void applyServer(Position at, Entry entry) {
    if (entry instanceof Add add) {
      add(add, at);
    } else if (entry instanceof Settled settled) {
      settled(settled, at);
    } else if (entry instanceof Lane lane) {
      contexts.add(lane, at);
    } else if (entry instanceof Admit admit) {
      newest.stamp(admit.at());
      roster.admit(admit, at);
    } else if (entry instanceof Remove remove) {
      newest.stamp(remove.at());
      roster.remove(remove, at);
    } else if (entry instanceof Pause statement) {
      newest.stamp(statement.at());
      pauses.add(new PauseStatement(statement.windowMs(), statement.at(), at));
    }
  }

  /** Forgets an entry that a TRIM covers; what was copied still stands elsewhere. */
  void forget(PeerKey author, Position at, Entry entry) {
    dead.gone(at, entry);
    if (entry instanceof Consumed consumed && consumed.server().equals(server)) {
      forget(new EventKey(consumed.eventId(), author), facts -> facts.forgetReceipt(at));
    } else if (!author.equals(server)) {
      return;
    }
    if (entry instanceof Add add) {
      forget(new EventKey(add.eventId(), add.recipient()), facts -> forget(facts, at));
    } else if (entry instanceof Settled settled) {
      EventKey key = new EventKey(settled.eventId(), settled.client());
      forget(key, facts -> facts.forgetSettled(at));
    } else if (entry instanceof Lane lane) {
      contexts.forget(lane, at);
    }
  }

  private void forget(EventKey key, Consumer<EventFacts> part) {
    EventFacts facts = events.get(key);
    if (facts != null) {
      part.accept(facts);
      lanes.update(facts, geneses);
      unsettled.update(facts);
      if (facts.isUnknown()) {
        events.remove(key);
      }
    }
  }

  private void forget(EventFacts facts, Position at) {
    facts.forgetAdd(at).ifPresent(gone -> bodies.remove(gone.bodyHash(), facts));
  }

  /** A feed has forked behind a number, or earlier than was known. */
  void forked(FeedId feed, long point) {
    if (forks.note(feed, point)) {
      roster.reconsider();
      pauses.reconsider();
      trims.withdraw(forks);
    }
  }

  /** Returns which statements count; changes as forks are proven. */
  public ForkPoints forks() {
    return forks;
  }

  /** Returns the ADMITs, REMOVEs and the PAUSE that stand behind a fork and would be the newest. */
  public List<Entry> withheld() {
    List<Entry> withheld = new ArrayList<>(roster.withheld());
    pauses.withheld().ifPresent(withheld::add);
    return withheld;
  }

  private void genesis(FeedId feed, Genesis genesis) {
    Genesis known = geneses.get(feed);
    if (known != null && !known.equals(genesis)) {
      forkedAtOnce(feed, known, genesis);
    } else if (geneses.putIfAbsent(feed, genesis) == null) {
      newest.ordinal(genesis.key(), genesis.ordinal());
      lanes.waitingFor(feed).forEach(facts -> lanes.update(facts, geneses));
      unsettled.reorder(feed);
    }
  }

  /** Two beginnings of one feed: the smaller ordinal counts, whichever came first. */
  private void forkedAtOnce(FeedId feed, Genesis known, Genesis other) {
    newest.ordinal(other.key(), other.ordinal());
    Comparator<Genesis> order =
        Comparator.comparingLong(Genesis::ordinal)
            .thenComparing(g -> Hash.sha256(Entries.encode(g)));
    if (order.compare(other, known) < 0) {
      geneses.put(feed, other);
      events.values().stream()
          .filter(f -> f.variants().stream().anyMatch(v -> v.add().origin().feed().equals(feed)))
          .forEach(facts -> lanes.update(facts, geneses));
      unsettled.reorder(feed);
    }
  }

  private void add(Add read, Position at) {
    Add add = contexts.shared(read, at);
    EventFacts facts = facts(new EventKey(add.eventId(), add.recipient()));
    newest.created(add.createdAt());
    if (facts.add(add, at)) {
      bodies.add(add.bodyHash(), facts);
      lanes.update(facts, geneses);
    } else if (facts.isOver()) {
      dead.died(at, add);
      bodies.over(add.bodyHash());
    }
  }

  private void consumed(Receipt receipt) {
    if (!receipt.entry().server().equals(server)) {
      return;
    }
    EventFacts facts = facts(new EventKey(receipt.entry().eventId(), receipt.client()));
    if (facts.consumed(receipt)) {
      if (facts.isOver()) {
        dead.died(receipt.at(), receipt.entry());
      }
      changed(facts);
    }
  }

  private void settled(Settled settled, Position at) {
    EventFacts facts = facts(new EventKey(settled.eventId(), settled.client()));
    boolean wasOver = facts.isOver();
    if (facts.settled(settled, at)) {
      if (facts.isOver() && !wasOver) {
        facts.places().forEach(v -> dead.died(v.at(), v.add()));
        facts.receipts().forEach(r -> dead.died(r.at(), r.entry()));
      }
      changed(facts);
    }
  }

  private void changed(EventFacts facts) {
    lanes.update(facts, geneses);
    unsettled.update(facts);
    bodies.touched(facts);
    if (facts.isOver()) {
      facts.forgetVariants().forEach(gone -> bodies.remove(gone.add().bodyHash(), facts));
    }
  }

  private EventFacts facts(EventKey key) {
    return events.computeIfAbsent(key, EventFacts::new);
  }

  /** Returns whose topic it is. */
  public PeerKey server() {
    return server;
  }

  /** Returns who is a member; changes as entries are stored. */
  public Roster roster() {
    return roster;
  }

  /** Returns what is known of an event. */
  public Optional<EventFacts> event(EventId id, PeerKey recipient) {
    return Optional.ofNullable(events.get(new EventKey(id, recipient)));
  }

  /** Returns all events of which anything is known, live or not, in no order. */
  public Collection<EventFacts> events() {
    return Collections.unmodifiableCollection(events.values());
  }

  /** Returns the live events of a recipient, in the order of the lane; a view, changing. */
  public Collection<EventFacts> lane(PeerKey recipient) {
    return lanes.of(recipient);
  }

  /** Returns the first live event of a lane behind a place. */
  public Optional<EventFacts> laneAfter(PeerKey recipient, OrderKey place) {
    return lanes.after(recipient, place);
  }

  /** Returns where the last live event of a lane stands. */
  public Optional<OrderKey> laneEnd(PeerKey recipient) {
    return lanes.end(recipient);
  }

  /** Returns how many events are live, over all lanes. */
  public long liveCount() {
    return lanes.size();
  }

  /** Returns how many events of a recipient are live. */
  public int liveCount(PeerKey recipient) {
    return lanes.of(recipient).size();
  }

  /** Returns who has live events; a copy. */
  public Set<PeerKey> recipients() {
    return lanes.recipients();
  }

  /** Returns the events of a client whose receipt awaits the server, in the client's order. */
  public List<EventFacts> unsettled(PeerKey client) {
    return unsettled.of(client);
  }

  /**
   * Says whether a receipt awaits the server that stands in a feed up to a number and nowhere else.
   */
  boolean awaitsSettling(PeerKey client, FeedId feed, long through) {
    return unsettled.isAnyOnlyIn(client, feed, through);
  }

  /** Returns the clients that have receipts which await the server; a copy. */
  public Set<PeerKey> unsettledClients() {
    return unsettled.clients();
  }

  /** Returns how many receipts await the server. */
  public long unsettledCount() {
    return unsettled.size();
  }

  /** Returns the LANE of a context. */
  public Optional<Lane> context(ContextId id) {
    return contexts.of(id);
  }

  /** Returns where the LANEs of a context stand. */
  List<Position> lanePlaces(ContextId id) {
    return contexts.places(id);
  }

  /** Says whether a statement on the pause is the one that counts. */
  boolean isNewest(Pause statement) {
    PauseStatement newest = pauses.newest();
    return newest.at() == statement.at() && newest.windowMs() == statement.windowMs();
  }

  /** Returns how a feed begins. */
  public Optional<Genesis> genesis(FeedId feed) {
    return Optional.ofNullable(geneses.get(feed));
  }

  /** Returns the batching window that counts, in ms. */
  public int pauseMs() {
    return pauses.newest().windowMs();
  }

  /** Returns the bodies that the feeds name, and who needs them; changes as entries are stored. */
  public BodyIndex bodies() {
    return bodies;
  }

  /** Returns the newest times and ordinals that were seen. */
  public NewestTimes newest() {
    return newest;
  }

  /** Returns the TRIMs that count. */
  public Trims trims() {
    return trims;
  }

  /** Returns how much of each feed is known to be dead. */
  DeadWeight dead() {
    return dead;
  }

  long ordinal(FeedId feed) {
    Genesis genesis = geneses.get(feed);
    return genesis == null ? 0 : genesis.ordinal();
  }

  /** Returns a hash that two states share if and only if they say the same. */
  public Hash digest() {
    return StateDigest.of(this, geneses.keySet(), contexts.ids(), pauses.newest());
  }
}
