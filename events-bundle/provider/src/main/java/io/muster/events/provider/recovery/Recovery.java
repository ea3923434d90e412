package io.muster.events.provider.recovery;

import io.muster.events.EventId;
import io.muster.events.RecoveryStatus;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.OwnHistory;
import io.muster.events.provider.feed.Roster;
import io.muster.events.provider.feed.StoredBatch;
import io.muster.events.provider.feed.TopicState;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;

/**
 * RECOVERING: a server whose disk holds none of its feeds, or less than its members give back,
 * cannot know what it wrote and settled until it has heard them. It ends when all members that its
 * old feeds name were heard, after 24 h, or by an operator; it begins again when a feed of the own
 * key turns up that was not known. Confined to the topic's thread.
 */
public final class Recovery implements StoredBatch.Listener {
  /** How long it lasts at most. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /** How long one waits for a first member, and after it for others that know more. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where it works. */
  public record Setting(
      Feeds feeds,
      Supplier<FeedId> currentFeed,
      EventStore store,
      InstantSource clock,
      Timers timers,
      Logger log) {}

  private final Setting setting;
  private final RecoveryCell cell;
  private final Set<PeerKey> expected = new HashSet<>();
  private final Set<PeerKey> heard = new HashSet<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private Runnable changed = () -> {};
  private long since;
  private boolean lost;
  private boolean lostHere;
  private boolean asked;
  private boolean told;
  private Timers.Timer end = () -> {};

  /** Reads whether the server was recovering; blocks on the disk. */
  public Recovery(Setting setting) {
    this.setting = setting;
    this.cell = new RecoveryCell(setting.store(), setting.feeds().topicId(), setting.log());
    cell.read(now())
        .ifPresentOrElse(
            known -> {
              since = known.since();
              lost = known.lost();
            },
            () -> since = new OwnHistory(setting.feeds()).isEmpty() ? now() : 0);
    lostHere = isRecovering() && lost;
  }

  /** Begins; {@code whenChanged} runs when receipts that were held may be due. */
  public void begin(Runnable whenChanged) {
    changed = whenChanged;
    if (isRecovering()) {
      expected.addAll(setting.feeds().state().roster().members());
      expected.remove(setting.feeds().state().server());
      started();
      setting.timers().schedule(PATIENCE, this::asked);
    }
  }

  private long now() {
    return setting.clock().millis();
  }

  private void started() {
    keep();
    Duration left = Duration.ofMillis(Math.max(0, since + LONGEST.toMillis() - now()));
    end.cancel();
    end = setting.timers().schedule(left, () -> end("24 h are over"));
  }

  private void keep() {
    cell.write(new RecoveryCell.Content(since, lost));
  }

  /** Says whether members may still give back what this server wrote: nothing is trimmed then. */
  public boolean isRecovering() {
    return since > 0;
  }

  /** Runs a task as soon as one member was heard, or 30 s after the start. */
  public void whenAsked(Runnable task) {
    if (!isRecovering() || asked) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  private void asked() {
    asked = true;
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  /**
   * Says whether a receipt may be handed over: not while a SETTLED of its event may still be given
   * back, and, if nothing is known of its event, not before recovering is over.
   */
  public boolean isDue(EventFacts facts) {
    if (!facts.isAdded()) {
      return !isRecovering() && lost;
    }
    return !isRecovering() || told || isOfThisRun(facts);
  }

  /** Says whether the receipt of an event may have been handed over before the disk was lost. */
  public boolean mayBeRepeated(EventFacts facts) {
    return lostHere && !isOfThisRun(facts);
  }

  private boolean isOfThisRun(EventFacts facts) {
    return facts.addedAt().feed().equals(setting.currentFeed().get());
  }

  /** All that a peer has is here now; a stranger counts only for those who wait for anybody. */
  public void heard(PeerKey peer) {
    if (!isRecovering()) {
      return;
    }
    if (heard.isEmpty()) {
      setting.timers().schedule(PATIENCE, this::told);
    }
    heard.add(peer);
    asked();
    review();
  }

  private void told() {
    told = true;
    changed.run();
  }

  @Override
  public void stored(StoredBatch stored) {
    if (!stored.author().equals(setting.feeds().state().server())) {
      return;
    }
    boolean isOld = !stored.batch().header().feedId().equals(setting.currentFeed().get());
    if (isOld && stored.batch().header().firstSeq() == 1) {
      found(stored.batch().header().feedId());
    }
    for (Entry entry : stored.entries()) {
      if (entry instanceof Admit admit && isOld && !admit.member().equals(stored.author())) {
        expected.add(admit.member());
      }
    }
    review();
  }

  /** A feed that this server wrote, and did not know any more. */
  private void found(FeedId feed) {
    boolean again = !isRecovering();
    setting.log().info("The own feed {} came back from a member", feed);
    lost = true;
    lostHere = true;
    if (again) {
      setting
          .log()
          .warn(
              "This disk holds less than members give back: recovering until they were all heard."
                  + " Nothing is trimmed meanwhile; muster:events shows how far it is");
      since = now();
      heard.clear();
      told = false;
      started();
    } else {
      keep();
    }
  }

  private void review() {
    if (!isRecovering()) {
      return;
    }
    Roster roster = setting.feeds().state().roster();
    boolean anybody = heard.stream().anyMatch(roster::isMember);
    if (anybody && heard.containsAll(members(roster))) {
      end("all members were heard");
    }
  }

  private Set<PeerKey> members(Roster roster) {
    Set<PeerKey> members = new HashSet<>(expected);
    members.removeIf(member -> !roster.isMember(member));
    return members;
  }

  /** Ends it, as an operator may who knows that nobody else comes. */
  public void end(String why) {
    if (isRecovering()) {
      setting.log().info("Recovering is over: {}; {} peers were heard", why, heard.size());
      since = 0;
      end.cancel();
      keep();
      asked();
      changed.run();
    }
  }

  /** Ends what waits for time. */
  public void close() {
    end.cancel();
    waiting.clear();
  }

  /** Returns how far it is; {@code missing} are the events whose bodies are needed and not here. */
  public RecoveryStatus status(List<EventId> missing) {
    Set<PeerKey> members = members(setting.feeds().state().roster());
    int count = members.size();
    members.retainAll(heard);
    TopicState state = setting.feeds().state();
    long found =
        state.waitingCount()
            + state
                .eventsBeyondWaiting()
                .filter(facts -> !facts.addedAt().equals(Position.NONE))
                .count();
    return new RecoveryStatus(
        isRecovering() ? Optional.of(Instant.ofEpochMilli(since)) : Optional.empty(),
        count,
        members.size(),
        found,
        missing);
  }
}
