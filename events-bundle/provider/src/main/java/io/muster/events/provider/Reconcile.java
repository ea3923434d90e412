package io.muster.events.provider;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.ForkPoints;
import io.muster.events.provider.feed.Outline;
import io.muster.events.provider.feed.Variant;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A condition, looked at after every start and every change: whatever this server has signed in a
 * feed that forked, and in no other, it says again in the present run. Events keep id, body and
 * place; statements on members and the window, which do not count behind a fork, are made anew.
 * Confined to the topic's thread.
 */
final class Reconcile {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final TopicCore core;
  private final Bodies bodies;
  private final Members members;
  private final Set<EventKey> underWay = new HashSet<>();
  private final Map<ContextId, FeedId> lanes = new HashMap<>();
  private final Set<Entry> restating = new HashSet<>();

  Reconcile(TopicCore core, Bodies bodies, Members members) {
    this.core = core;
    this.bodies = bodies;
    this.members = members;
  }

  /** Looks at everything: at the start, when a fork becomes known, and now and then. */
  void review() {
    restate();
    if (hasForked()) {
      List.copyOf(core.state().events()).forEach(this::review);
    }
  }

  /** Looks at an event of which something has changed. */
  void changed(EventFacts facts) {
    if (hasForked()) {
      review(facts);
    }
  }

  /** Looks at the events of a body that has come. */
  void bodyKept(Hash hash) {
    if (hasForked()) {
      core.state().bodies().events(hash).forEach(this::review);
    }
  }

  /** Says whether there is a fork of an own feed: else nothing is ever said again. */
  boolean hasForked() {
    return core.feeds().forks().isProvenAgainst(core.self());
  }

  /** Says again what does not count where it stands. */
  void restate() {
    if (!hasForked()) {
      return;
    }
    for (Entry entry : core.state().withheld()) {
      if (restating.add(entry)) {
        core.writer()
            .append(anew(entry))
            .whenComplete(
                (at, failure) -> {
                  restating.remove(entry);
                  again(failure);
                });
      }
    }
  }

  private void ended(EventKey key, Throwable failure) {
    underWay.remove(key);
    again(failure);
  }

  private void again(Throwable failure) {
    if (failure != null) {
      core.tools().threads().timers().schedule(RETRY, this::review);
    }
  }

  private Entry anew(Entry entry) {
    if (entry instanceof Admit old) {
      return new Admit(old.member(), old.replica(), old.quotas(), members.stamp(), Bytes.EMPTY);
    }
    if (entry instanceof Remove old) {
      return new Remove(old.member(), members.stamp(), old.through(), Bytes.EMPTY);
    }
    return new Pause(((Pause) entry).windowMs(), members.stamp(), Bytes.EMPTY);
  }

  private void review(EventFacts facts) {
    ForkPoints forks = core.state().forks();
    List<Outline> places = facts.outlines();
    boolean onlyForked =
        !places.isEmpty() && places.stream().allMatch(o -> forks.isForked(o.at().feed()));
    if (onlyForked && facts.settled().isEmpty() && !underWay.contains(facts.key())) {
      facts.variants().stream()
          .map(Variant::add)
          .filter(add -> add.expiresAt() > core.now() && bodies.isHere(add.bodyHash()))
          .filter(add -> !core.state().roster().isRemoved(add.recipient()))
          .forEach(add -> addAgain(facts.key(), add));
    }
  }

  private void addAgain(EventKey key, Add add) {
    var lane = core.state().context(add.contextId());
    if (lane.isEmpty()) {
      return; // it is on another branch; when it comes, this is looked at again
    }
    underWay.add(key);
    FeedId feed = core.writer().feedId();
    if (!feed.equals(lanes.put(add.contextId(), feed))) {
      core.writer().append(lane.get());
    }
    core.writer().append(add).whenComplete((at, failure) -> ended(key, failure));
  }
}
