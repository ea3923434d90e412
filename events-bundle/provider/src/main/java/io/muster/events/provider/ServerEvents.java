package io.muster.events.provider;

import io.muster.events.EventsException;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.crypto.Sealer;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Variant;
import io.muster.events.spi.Blob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Adds events, in the order of the calls: a body goes to the disk with the entry that names it.
 * Confined to the topic's thread.
 */
final class ServerEvents {
  private static final Duration CLOCK_MARGIN = Duration.ofDays(1);
  private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(30);

  private final TopicCore core;
  private final Bodies bodies;
  private final Members members;
  private final Replicas replicas;
  private final LaneLoad load;
  private final Map<EventKey, AddRequest> underWay = new HashMap<>();
  private final Map<EventKey, List<AddRequest>> same = new HashMap<>();
  private final OpenLanes lanes;
  private final QuotaRule quota;

  ServerEvents(TopicCore core, Bodies bodies, Members members, Replicas replicas, LaneLoad load) {
    this.core = core;
    this.bodies = bodies;
    this.members = members;
    this.replicas = replicas;
    this.load = load;
    this.lanes = new OpenLanes(core);
    this.quota = new QuotaRule(core);
  }

  /** Takes a request; its stage completes when the event is as durable as asked for. */
  void add(AddRequest request) {
    try {
      if (isKnown(request)) {
        return;
      }
      check(request);
      members.ensure(request.user());
    } catch (EventsException e) {
      request.done().completeExceptionally(e);
      return;
    }
    EventKey key = key(request);
    underWay.put(key, request);
    load.begun(key, request.length());
    append(request);
  }

  private static EventKey key(AddRequest request) {
    return new EventKey(request.id(), request.user());
  }

  /** Answers a call whose dedupe key was used before. */
  private boolean isKnown(AddRequest request) {
    if (request.options().dedupeKey().isEmpty()) {
      return false;
    }
    AddRequest first = underWay.get(key(request));
    if (first != null) {
      requireSame(request, first.content().equals(request.content()));
      same.computeIfAbsent(key(request), k -> new ArrayList<>(1)).add(request);
      return true;
    }
    Optional<EventFacts> facts = core.state().event(request.id(), request.user());
    if (facts.isEmpty() || !facts.get().isAdded()) {
      return false;
    }
    requireSame(request, added(facts.get()).allMatch(add -> isSame(add, request)));
    if (!isHere(facts.get())) {
      return false; // another copy of the server added it: once more, for its payload
    }
    request.done().complete(request.id());
    return true;
  }

  private boolean isHere(EventFacts facts) {
    return !facts.isLive()
        || facts.outlines().stream().anyMatch(outline -> bodies.isStored(outline.body()));
  }

  /** The ADDs of an event; once it is settled, the first one is read back, until it is trimmed. */
  private Stream<Add> added(EventFacts facts) {
    if (!facts.variants().isEmpty()) {
      return facts.variants().stream().map(Variant::add);
    }
    return facts.addedAt().equals(Position.NONE)
        ? Stream.empty()
        : core.feeds().entry(facts.addedAt()).map(Add.class::cast).stream();
  }

  private boolean isSame(Add add, AddRequest request) {
    return core.state()
        .context(add.contextId())
        .map(lane -> core.sealer().isSameText(add, lane, request.content()))
        .orElse(true);
  }

  private static void requireSame(AddRequest request, boolean isSame) {
    if (!isSame) {
      throw Failures.conflict(request.id());
    }
  }

  private void check(AddRequest request) {
    Duration behind = Duration.ofMillis(core.state().newest().createdAt() - core.now());
    if (behind.compareTo(CLOCK_MARGIN) > 0) {
      throw Failures.clock(behind);
    }
    quota.require(request.user(), request.length(), load);
  }

  private void append(AddRequest request) {
    try {
      Lane lane = lanes.of(request.user());
      Add add = core.sealer().add(request.body(), slot(request), lane);
      bodies.says(add.bodyHash(), request.content());
      Blob body = bodies.begin(request.body().hash(), request.body().bytes());
      core.writer()
          .append(add, body)
          .whenComplete(
              (at, failure) -> {
                bodies.ended(request.body().hash(), failure);
                ended(request, failure);
                if (failure == null) {
                  replicate(request, at);
                }
              });
    } catch (RuntimeException e) {
      ended(request, e);
    }
  }

  private Sealer.Slot slot(AddRequest request) {
    long now = core.now();
    long most = core.state().roster().topicQuotas().maxAge();
    long life = request.options().timeToLive().map(Duration::toMillis).orElse(most);
    long notBefore = request.options().notBefore().map(Instant::toEpochMilli).orElse(0L);
    return new Sealer.Slot(
        request.user(),
        core.writer().nextLaneSeq(request.user()),
        new Position(core.writer().feedId(), core.writer().nextSeq()),
        now,
        now + Math.min(life, most),
        Math.max(0, notBefore));
  }

  private void ended(AddRequest request, Throwable failure) {
    EventKey key = key(request);
    underWay.remove(key);
    List<AddRequest> others = same.remove(key);
    if (failure != null) {
      load.ended(key);
      request.done().completeExceptionally(Failures.store(failure));
    }
    for (AddRequest other : others == null ? List.<AddRequest>of() : others) {
      if (failure == null) {
        other.done().complete(request.id());
      } else {
        other.done().completeExceptionally(Failures.store(failure));
      }
    }
  }

  private void replicate(AddRequest request, Position at) {
    int wanted = request.options().replicas();
    if (wanted == 0) {
      request.done().complete(request.id());
      return;
    }
    var timer =
        core.tools()
            .threads()
            .timers()
            .schedule(
                REPLICA_PATIENCE,
                () ->
                    request
                        .done()
                        .completeExceptionally(
                            Failures.notReplicated(
                                wanted, replicas.count(at, request.body().hash()))));
    replicas
        .await(at, request.body().hash(), wanted)
        .thenRun(
            () -> {
              timer.cancel();
              request.done().complete(request.id());
            });
  }

  /** Returns how many calls are not on disk yet. */
  int underWay() {
    return underWay.size();
  }

  /** Fails what is under way: the topic is closed. */
  void close(RuntimeException reason) {
    List<AddRequest> all = new ArrayList<>(underWay.values());
    same.values().forEach(all::addAll);
    all.forEach(request -> request.done().completeExceptionally(reason));
  }
}
