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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The fold over all stored feeds of a topic: the same whatever the order of the batches, however
 * often one comes. Confined to the topic thread.
 */
public final class TopicState {
  private final PeerKey server;
  private final Roster roster;
  private final Map<FeedId, Genesis> geneses = new HashMap<>();
  private final EventFold events;
  private final Trims trims;
  private final NewestTimes newest = new NewestTimes();
  private final ForkPoints forks = new ForkPoints();
  private final Pauses pauses = new Pauses(forks);

  /**
   * Begins with nothing, and keeps all that is said in memory.
   *
   * @param server whose topic it is
   * @param self who this node is
   */
  public TopicState(PeerKey server, PeerKey self) {
    this(server, self, null);
  }

  /**
   * Begins with nothing.
   *
   * @param server whose topic it is
   * @param self who this node is
   * @param source where the ADDs of waiting events are read, which are not kept in memory
   */
  TopicState(PeerKey server, PeerKey self, Adds source) {
    this.server = server;
    this.roster = new Roster(server, forks);
    this.events = new EventFold(self, roster, geneses, source);
    this.trims = new Trims(server, events::ordinal);
  }

  void apply(PeerKey author, Position at, Entry entry) {
    apply(author, at, entry, false);
  }

  /**
   * Takes an entry.
   *
   * @param branch whether it stands on a branch of a feed that has forked, not in the chain of
   *     which places are read
   */
  void apply(PeerKey author, Position at, Entry entry, boolean branch) {
    if (entry instanceof Add add) {
      if (author.equals(server)) {
        newest.created(add.createdAt());
        events.add(add, at, branch);
      }
    } else if (entry instanceof Genesis genesis) {
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
    if (entry instanceof Settled settled) {
      events.settled(settled, at);
    } else if (entry instanceof Lane lane) {
      events.contexts().add(lane, at);
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
    events.dead().gone(at, entry);
    if (entry instanceof Consumed consumed && consumed.server().equals(server)) {
      events.forgetReceipt(consumed, author, at);
    } else if (!author.equals(server)) {
      return;
    }
    if (entry instanceof Add add) {
      events.forgetAdd(add, at);
    } else if (entry instanceof Settled settled) {
      events.forgetSettled(settled, at);
    } else if (entry instanceof Lane lane) {
      events.contexts().forget(lane, at);
    } else if (entry instanceof Admit admit) {
      roster.forget(admit.member(), at);
    } else if (entry instanceof Remove remove) {
      roster.forget(remove.member(), at);
    } else if (entry instanceof Pause) {
      pauses.forget(at);
    }
  }

  /**
   * Says whether an ADD of an event that is not over stands in a feed, up to a number, and nowhere
   * else. An event so old that its SETTLED may have been forgotten everywhere does not count.
   */
  boolean isAnyOpenOnlyIn(FeedId feed, long through) {
    return events.isAnyOpenOnlyIn(feed, through, oldestRemembered());
  }

  /** Returns when the oldest events were added whose SETTLED are still remembered, ms. */
  private long oldestRemembered() {
    return newest.createdAt() - roster.topicQuotas().maxAge() - Liveness.MEMORY_MARGIN.toMillis();
  }

  /** Returns where an ADMIT, REMOVE or PAUSE stands. */
  Stream<Position> statementPlaces(Entry entry) {
    return entry instanceof Pause pause ? pauses.places(pause) : roster.places(entry);
  }

  /** Returns how many statements on members and the window are remembered. */
  int statementCount() {
    return roster.size() + pauses.size();
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
      events.placed(feed);
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
      events.moved(feed);
    }
  }

  private void consumed(Receipt receipt) {
    if (receipt.entry().server().equals(server)) {
      events.consumed(receipt);
    }
  }

  /** Returns whose topic it is. */
  public PeerKey server() {
    return server;
  }

  /** Returns who is a member; changes as entries are stored. */
  public Roster roster() {
    return roster;
  }

  /** Returns what is known of an event, for whomever it is. */
  public Optional<EventFacts> event(EventId id) {
    return events.event(id);
  }

  /** Returns what is known of an event; of one that just waits, as it is now. */
  public Optional<EventFacts> event(EventId id, PeerKey recipient) {
    return events.event(id, recipient);
  }

  /** Says whether an event just waits: one ADD of it is here, and nothing else is said. */
  public boolean isWaiting(EventId id, PeerKey recipient) {
    return events.waiting().find(id, recipient) >= 0;
  }

  /** Says whether an event is over, or an ADD of it stands at a place that passes the test. */
  public boolean isOverOrAdded(EventId id, PeerKey recipient, Predicate<Position> test) {
    return events.isOverOrAdded(id, recipient, test);
  }

  /** Returns all events of which anything is known, live or not, in no order; a view. */
  public Collection<EventFacts> events() {
    return events.all();
  }

  /** Returns the events of which more is known than that they wait; in no order, for one use. */
  public Stream<EventFacts> eventsBeyondWaiting() {
    return events.beyondWaiting();
  }

  /** Returns how many events just wait: one ADD is here, and nothing else is said. */
  public int waitingCount() {
    return events.waiting().size();
  }

  /** Returns how many events are rows of the past: nothing but one SETTLED is left of them. */
  int pastCount() {
    return events.past().size();
  }

  /** Returns how many bytes all events of the past take here. */
  long pastBytes() {
    return events.past().bytes();
  }

  /** Returns how many bytes all waiting events take here. */
  long waitingBytes() {
    return events.waiting().bytes();
  }

  /** Returns the contexts of LANEs that events name which are not over; a copy. */
  Set<ContextId> namedContexts() {
    return events.namedContexts();
  }

  /** Returns the live events of a recipient, in the order of the lane; a view, changing. */
  public Collection<EventFacts> lane(PeerKey recipient) {
    return events.lanes().of(recipient);
  }

  /** Returns the first live event of a lane. */
  public Optional<EventFacts> laneFirst(PeerKey recipient) {
    return events.lanes().first(recipient);
  }

  /** Returns the first live event of a lane behind a place. */
  public Optional<EventFacts> laneAfter(PeerKey recipient, OrderKey place) {
    return events.lanes().after(recipient, place);
  }

  /** Returns the first place of this node's lane that an event was given since this was asked. */
  public Optional<OrderKey> takePlaced() {
    return events.takePlaced();
  }

  /** Returns where the last live event of a lane stands. */
  public Optional<OrderKey> laneEnd(PeerKey recipient) {
    return events.lanes().end(recipient);
  }

  /** Returns how many events are live, over all lanes. */
  public long liveCount() {
    return events.lanes().size();
  }

  /** Returns how many events of a recipient are live. */
  public int liveCount(PeerKey recipient) {
    return events.lanes().size(recipient);
  }

  /** Returns how many bytes the bodies of all live events have. */
  public long liveBytes() {
    return events.lanes().bodyBytes();
  }

  /** Returns how many bytes the bodies of a recipient's live events have. */
  public long liveBytes(PeerKey recipient) {
    return events.lanes().bodyBytes(recipient);
  }

  /** Returns the live events that may not be started any more since a time; a copy. */
  public List<EventFacts> expiredBefore(long time) {
    return events.lanes().expiredBefore(time);
  }

  /** Returns who has live events; a copy. */
  public Set<PeerKey> recipients() {
    return events.lanes().recipients();
  }

  /** Returns the events of a client whose receipt awaits the server, in the client's order. */
  public List<EventFacts> unsettled(PeerKey client) {
    return events.unsettled().of(client);
  }

  /**
   * Says whether a receipt awaits the server that stands in a feed up to a number and nowhere else.
   */
  boolean awaitsSettling(PeerKey client, FeedId feed, long through) {
    return events.unsettled().isAnyOnlyIn(client, feed, through);
  }

  /** Returns the clients that have receipts which await the server; a copy. */
  public Set<PeerKey> unsettledClients() {
    return events.unsettled().clients();
  }

  /** Returns how many receipts await the server. */
  public long unsettledCount() {
    return events.unsettled().size();
  }

  /** Returns the LANE of a context. */
  public Optional<Lane> context(ContextId id) {
    return events.contexts().of(id);
  }

  /** Returns where the LANEs of a context stand. */
  List<Position> lanePlaces(ContextId id) {
    return events.contexts().places(id);
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
    return events.bodies();
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
    return events.dead();
  }

  long ordinal(FeedId feed) {
    return events.ordinal(feed);
  }

  /** Compares feeds by their ordinals, then by name: the newer one is the greater. */
  int compareAges(FeedId one, FeedId other) {
    int difference = Long.compare(ordinal(one), ordinal(other));
    return difference != 0 ? difference : one.compareTo(other);
  }

  /** Returns a hash that two states share if and only if they say the same. */
  public Hash digest() {
    return digest(List.of());
  }

  /** As {@link #digest()}, without the receipts in feeds of which not all nodes have the same. */
  public Hash digest(Collection<FeedInfo> without) {
    return new StateDigest(geneses.keySet(), events.contexts().ids(), pauses.newest())
        .of(this, without);
  }
}
