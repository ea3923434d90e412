package io.muster.events.provider;

import io.muster.events.EventsException;
import io.muster.events.MemberOptions;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Roster;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The server's statements on who is a member. Confined to the topic's thread. */
final class Members {
  private static final int MAX_NAMED_FEEDS = 512;

  private final TopicCore core;

  /** Admitted, but not on disk yet. */
  private final Set<PeerKey> underWay = new HashSet<>();

  private long lastStamp;

  Members(TopicCore core) {
    this.core = core;
  }

  /** Lets a stranger in if the topic's admission says so. */
  void ensure(PeerKey user) throws EventsException {
    Roster roster = core.state().roster();
    if (user.equals(core.self())) {
      throw Failures.notMember(user, "is the server itself", "Add events for other members.");
    }
    if (roster.isMember(user) || underWay.contains(user)) {
      return;
    }
    if (!core.settings().onAdd() || roster.isRemoved(user)) {
      throw Failures.notMember(
          user,
          roster.isRemoved(user) ? "was removed from the topic" : "is no member of the topic",
          "Call admit, or set admission=on-add of PID io.muster.events.");
    }
    admit(user, MemberOptions.defaults());
  }

  CompletionStage<?> admit(PeerKey member, MemberOptions options) {
    underWay.add(member);
    Quotas quotas = Quotas.DEFAULTS.withFeeds(options.maxBytes(), options.maxEntries());
    return core.writer()
        .append(new Admit(member, options.replica(), quotas, stamp(), Bytes.EMPTY))
        .whenComplete((at, failure) -> underWay.remove(member));
  }

  /** Signs the limits of the topic if they are not those that were said last. */
  void sayLimits() {
    Quotas limits = core.settings().limits().quotas();
    if (!limits.equals(core.state().roster().topicQuotas())) {
      core.writer().append(new Admit(core.self(), true, limits, stamp(), Bytes.EMPTY));
    }
  }

  /** What the member wrote and is here is still taken everywhere. */
  CompletionStage<?> remove(PeerKey member) {
    if (!core.state().roster().isMember(member) || member.equals(core.server())) {
      throw Failures.notMember(
          member, "is no member that could be removed", "See who is with muster:events.");
    }
    List<FeedHead> through =
        core.feeds().all().stream()
            .filter(feed -> feed.key().equals(member))
            .map(FeedInfo::end)
            .limit(MAX_NAMED_FEEDS)
            .toList();
    return core.writer().append(new Remove(member, stamp(), through, Bytes.EMPTY));
  }

  CompletionStage<?> pause(Duration pause) {
    return core.writer().append(new Pause((int) pause.toMillis(), stamp(), Bytes.EMPTY));
  }

  /** Statements under way count, too: each is later than the one before. */
  long stamp() {
    lastStamp = Math.max(core.state().newest().nextStamp(core.now()), lastStamp + 1);
    return lastStamp;
  }
}
