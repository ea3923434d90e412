package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.HandlerCalls;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Outline;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What waits in a topic's lanes. Confined to the topic's thread. */
record Queues(TopicCore core, Bodies bodies, Replicas replicas, HandlerCalls calls, Role role) {
  /** Returns the lanes in which something waits, of one user or in the order of their keys. */
  List<QueueRow> rows(Optional<PeerKey> user, int limit) {
    if (!core.isServer()) {
      return List.of(row(core.self()));
    }
    TreeSet<PeerKey> users = new TreeSet<>(core.state().recipients());
    users.addAll(core.state().unsettledClients());
    return users.stream()
        .filter(key -> user.isEmpty() || user.get().equals(key))
        .limit(limit)
        .map(this::row)
        .toList();
  }

  private QueueRow row(PeerKey user) {
    Optional<EventFacts> head = core.state().laneFirst(user);
    Optional<Outline> first = head.map(facts -> facts.outlines().get(0));
    Optional<Attempts> attempts =
        head.flatMap(facts -> role.attempts().filter(a -> a.event().equals(facts.key().id())));
    return new QueueRow(
        user,
        head.map(facts -> facts.key().id()),
        state(user, first.map(Outline::body), attempts),
        attempts.map(Attempts::failed).orElse(0),
        core.state().liveCount(user),
        core.state().unsettled(user).size(),
        first.map(outline -> Math.max(0, core.now() - outline.createdAt())).orElse(0L),
        first.map(o -> replicas.count(o.at(), o.body())).orElse(0));
  }

  private QueueRow.State state(PeerKey user, Optional<Hash> head, Optional<Attempts> attempts) {
    if (calls.events().stream().anyMatch(key -> key.recipient().equals(user))) {
      return QueueRow.State.RUNNING;
    }
    if (head.isEmpty()) {
      return QueueRow.State.EMPTY;
    }
    if (attempts.filter(a -> a.notBefore() > core.now()).isPresent()) {
      return QueueRow.State.RETRY;
    }
    if (!bodies.isHere(head.get())) {
      return QueueRow.State.BODY_MISSING;
    }
    return role.hasHandler() ? QueueRow.State.WAITING : QueueRow.State.NO_HANDLER;
  }

  /** Returns the events whose handler has not answered. */
  List<EventId> inFlight() {
    return calls.events().stream().map(key -> key.id()).toList();
  }
}
