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
import io.muster.peer.PeerKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fold over all stored feeds of a topic: the same whatever the order of the batches, however
 * often one comes. Confined to the topic thread.
 */
public final class TopicState {
  private final PeerKey server;
  private final Roster roster;
  private final Lanes lanes = new Lanes();
  private final Map<FeedId, Genesis> geneses = new HashMap<>();
  private final Map<ContextId, Lane> contexts = new HashMap<>();
  private final Map<EventKey, EventFacts> events = new HashMap<>();
  private final BodyIndex bodies;
  private final UnsettledReceipts unsettled = new UnsettledReceipts(this::ordinal);
  private final NewestTimes newest = new NewestTimes();
  private PauseStatement pause = PauseStatement.NONE;

  /**
   * Begins with nothing.
   *
   * @param server whose topic it is
   * @param self who this node is
   */
  public TopicState(PeerKey server, PeerKey self) {
    this.server = server;
    this.roster = new Roster(server);
    this.bodies = new BodyIndex(self, roster);
  }

  void apply(PeerKey author, Position at, Entry entry) {
    if (entry instanceof Genesis genesis) {
      genesis(at.feed(), genesis);
    } else if (entry instanceof Consumed consumed) {
      consumed(new Receipt(author, at, consumed));
    } else if (author.equals(server)) {
      applyServer(at, entry);
    }
  }

  private void applyServer(Position at, Entry entry) {
    if (entry instanceof Add add) {
      add(add, at);
    } else if (entry instanceof Settled settled) {
      settled(settled);
    } else if (entry instanceof Lane lane) {
      contexts.merge(lane.contextId(), lane, TopicState::smaller);
    } else if (entry instanceof Admit admit) {
      newest.stamp(admit.at());
      roster.admit(admit, at);
    } else if (entry instanceof Remove remove) {
      newest.stamp(remove.at());
      roster.remove(remove, at);
    } else if (entry instanceof Pause statement) {
      newest.stamp(statement.at());
      pause = pause.or(new PauseStatement(statement.windowMs(), statement.at(), at));
    }
  }

  /** Two LANEs of one context are no honest server's; which counts must not depend on the order. */
  private static Lane smaller(Lane a, Lane b) {
    return Arrays.compareUnsigned(Entries.encode(a), Entries.encode(b)) <= 0 ? a : b;
  }

  private void genesis(FeedId feed, Genesis genesis) {
    if (geneses.putIfAbsent(feed, genesis) == null) {
      newest.ordinal(genesis.key(), genesis.ordinal());
      lanes.waitingFor(feed).forEach(facts -> lanes.update(facts, geneses));
      unsettled.reorder(feed);
    }
  }

  private void add(Add add, Position at) {
    EventFacts facts = facts(new EventKey(add.eventId(), add.recipient()));
    newest.created(add.createdAt());
    if (facts.add(add, at)) {
      bodies.add(add.bodyHash(), facts);
      lanes.update(facts, geneses);
    } else if (facts.isOver()) {
      bodies.over(add.bodyHash());
    }
  }

  private void consumed(Receipt receipt) {
    if (!receipt.entry().server().equals(server)) {
      return;
    }
    EventFacts facts = facts(new EventKey(receipt.entry().eventId(), receipt.client()));
    if (facts.consumed(receipt)) {
      changed(facts);
    }
  }

  private void settled(Settled settled) {
    EventFacts facts = facts(new EventKey(settled.eventId(), settled.client()));
    if (facts.settled(settled)) {
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
    return Optional.ofNullable(contexts.get(id));
  }

  /** Returns how a feed begins. */
  public Optional<Genesis> genesis(FeedId feed) {
    return Optional.ofNullable(geneses.get(feed));
  }

  /** Returns the batching window that counts, in ms. */
  public int pauseMs() {
    return pause.windowMs();
  }

  /** Returns the bodies that the feeds name, and who needs them; changes as entries are stored. */
  public BodyIndex bodies() {
    return bodies;
  }

  /** Returns the newest times and ordinals that were seen. */
  public NewestTimes newest() {
    return newest;
  }

  private long ordinal(FeedId feed) {
    Genesis genesis = geneses.get(feed);
    return genesis == null ? 0 : genesis.ordinal();
  }

  /** Returns a hash that two states share if and only if they say the same. */
  public Hash digest() {
    return StateDigest.of(this, geneses.keySet(), contexts.keySet(), pause);
  }
}
