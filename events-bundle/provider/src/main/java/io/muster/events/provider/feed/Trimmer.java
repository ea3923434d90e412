package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Trim;
import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.osgi.service.log.Logger;

/**
 * Keeps the own feeds few and short: trims one when most of it is dead, and the oldest when there
 * are too many. A feed whose TRIM cannot be had any more is trimmed anew. Confined to the topic
 * thread.
 */
public final class Trimmer {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long PIECE_BYTES = 1 << 20;
  private static final long PIECE_ENTRIES = 2_048;

  /**
   * What it works with.
   *
   * @param mayTrim false while members may still give back what this node wrote
   * @param rules when it is worth it
   */
  public record Setting(
      Feeds feeds,
      FeedWriter writer,
      InstantSource clock,
      Timers timers,
      BooleanSupplier mayTrim,
      TrimRules rules,
      Logger log) {}

  private final Setting setting;
  private final Feeds feeds;
  private final Map<FeedId, Long> waitingSince = new HashMap<>();
  private final Map<FeedId, Long> surveyedAt = new HashMap<>();
  private Optional<AbsentFeeds> absent = Optional.empty();
  private boolean busy;
  private boolean closed;
  private Timers.Timer tick = () -> {};

  /** Makes a trimmer that works from {@link #begin} on. */
  public Trimmer(Setting setting) {
    this.setting = setting;
    this.feeds = setting.feeds();
  }

  /** Lets the server trim, up to what is settled, the feeds of those who are away for long. */
  public void alsoFor(Predicate<PeerKey> away) {
    absent = Optional.of(new AbsentFeeds(feeds, setting.rules(), away));
  }

  /** Begins. */
  public void begin() {
    tick = setting.timers().schedule(TICK, this::tick);
  }

  private void tick() {
    feeds.trimming().review();
    review();
    survey();
    trimAbsent();
    if (!closed) {
      tick = setting.timers().schedule(TICK, this::tick);
    }
  }

  /** Ends; what is under way is left for the next run. */
  public void close() {
    closed = true;
    tick.cancel();
  }

  /** Trims if something is worth it. */
  public void review() {
    boolean idle = !busy && !closed && !feeds.trimming().isDropping();
    if (idle && setting.mayTrim().getAsBoolean()) {
      Optional<Work> next = next();
      busy = next.isPresent();
      next.ifPresent(this::work);
    }
  }

  private void trimAbsent() {
    if (busy || closed || absent.isEmpty() || !setting.mayTrim().getAsBoolean()) {
      return;
    }
    Optional<FeedHead> end = absent.get().next(setting.clock().millis());
    if (end.isPresent()) {
      busy = true;
      setting
          .writer()
          .append(new Trim(end.get(), Bytes.EMPTY))
          .whenComplete((at, failure) -> busy = false);
    }
  }

  /** What dies by age is found now and then, one feed at a time. */
  private void survey() {
    long now = setting.clock().millis();
    Optional<StoredFeed> next =
        busy || closed || !setting.mayTrim().getAsBoolean()
            ? Optional.empty()
            : own().stream()
                .filter(feed -> feed.use().bytes() >= setting.rules().worth())
                .filter(feed -> isDue(feed, now))
                .findFirst();
    if (next.isPresent()) {
      busy = true;
      surveyedAt.put(next.get().id(), now);
      new Survey(next.get(), new Liveness(feeds.state(), now), setting.timers())
          .run(
              dead -> {
                busy = false;
                feeds.state().dead().found(next.get().id(), dead);
              });
    }
  }

  private boolean isDue(StoredFeed feed, long now) {
    long last = surveyedAt.computeIfAbsent(feed.id(), f -> now);
    return now - last >= setting.rules().survey().toMillis();
  }

  /** A stretch of a feed, to be trimmed piece by piece. */
  private record Work(StoredFeed feed, long through, boolean anew) {}

  private Optional<Work> next() {
    List<StoredFeed> own = own();
    long now = setting.clock().millis();
    for (StoredFeed feed : own) {
      if (isLost(feed, now)) {
        return Optional.of(new Work(feed, feed.base(), true));
      }
    }
    List<StoredFeed> rest = own.stream().filter(feed -> !feed.isTrimmedToTheEnd()).toList();
    if (rest.size() > setting.rules().feeds()) {
      return Optional.of(whole(rest.get(0)));
    }
    return rest.stream().filter(this::isMostlyDead).findFirst().map(Trimmer::whole);
  }

  private static Work whole(StoredFeed feed) {
    return new Work(feed, feed.durable().seq(), false);
  }

  /**
   * Returns the feeds of the own key up to the present one, the oldest first. A newer one is that
   * of another machine with this key: two that trim each other's feeds would each have put copies
   * where nobody can fetch them any more.
   */
  private List<StoredFeed> own() {
    PeerKey self = feeds.setup().self();
    Comparator<StoredFeed> age = Comparator.comparing(StoredFeed::id, feeds.state()::compareAges);
    Optional<StoredFeed> current = feeds.stored(setting.writer().feedId());
    List<StoredFeed> own = new ArrayList<>();
    for (StoredFeed feed : feeds.storedFeeds()) {
      boolean here = feed.key().equals(self) && feed.durable().seq() > 0;
      boolean newer = current.isPresent() && age.compare(feed, current.get()) > 0;
      if (here && !newer && !feeds.forks().isForked(feed.id())) {
        own.add(feed);
      }
    }
    own.sort(age);
    return own;
  }

  /**
   * A TRIM is known, but the feed that holds its copies does not come; or it stood behind a fork.
   */
  private boolean isLost(StoredFeed feed, long now) {
    boolean withdrawn =
        feed.base() > 0 && feeds.state().trims().of(feed.id(), feed.key()).isEmpty();
    if (feed.base() <= feed.effective() && !withdrawn || !replacesTrimOf(feed)) {
      waitingSince.remove(feed.id());
      return false;
    }
    return now - waitingSince.computeIfAbsent(feed.id(), f -> now)
        >= setting.rules().patience().toMillis();
  }

  /** A TRIM in a newer feed, written by another machine with this key, counts before one here. */
  private boolean replacesTrimOf(StoredFeed feed) {
    FeedId present = setting.writer().feedId();
    Optional<FeedId> holder =
        feeds.state().trims().of(feed.id(), feed.key()).map(trim -> trim.at().feed());
    return feeds.stored(present).isEmpty()
        || holder.filter(other -> feeds.state().compareAges(other, present) > 0).isEmpty();
  }

  private boolean isMostlyDead(StoredFeed feed) {
    FeedUse use = feed.use();
    FeedUse dead = feeds.state().dead().of(feed.id());
    Quotas quotas = quotas();
    boolean half = 2 * dead.bytes() >= use.bytes() || 2 * dead.entries() >= use.entries();
    boolean most = 100 * dead.bytes() >= setting.rules().deadPercent() * feed.entryBytes();
    boolean worth =
        dead.bytes() >= setting.rules().worth()
            || dead.bytes() >= quotas.bytes() / 8
            || dead.entries() >= quotas.entries() / 8;
    return worth && (most || half && isShort(quotas));
  }

  /** The server's feeds may grow as they must. */
  private boolean isShort(Quotas quotas) {
    PeerKey self = feeds.setup().self();
    FeedUse sum = feeds.used(self).counted();
    return !self.equals(feeds.setup().server())
        && (2 * sum.bytes() >= quotas.bytes() || 2 * sum.entries() >= quotas.entries());
  }

  private Quotas quotas() {
    return feeds.state().roster().quotas(feeds.setup().self());
  }

  private void work(Work work) {
    piece(work)
        .whenComplete(
            (done, failure) -> {
              boolean more =
                  failure == null && !closed && !work.anew() && work.feed().base() < work.through();
              if (more && setting.mayTrim().getAsBoolean()) {
                later(() -> work(work));
              } else {
                ended(work, failure);
              }
            });
  }

  private void later(Runnable task) {
    feeds.setup().topicThread().execute(task);
  }

  private void ended(Work work, Throwable failure) {
    busy = false;
    if (failure == null) {
      waitingSince.remove(work.feed().id());
    } else {
      setting.log().debug("Feed {} is not trimmed yet: {}", work.feed().id(), failure.getMessage());
    }
  }

  private CompletionStage<Void> piece(Work work) {
    StoredFeed feed = work.feed();
    List<StoredFeed.Slot> slots = work.anew() ? feed.slotsUpTo(work.through()) : slots(work);
    if (slots.isEmpty() && !work.anew()) {
      return CompletableFuture.failedStage(
          new IllegalStateException("Nothing of the rest is here"));
    }
    FeedHead end = work.anew() ? feed.baseHead() : slots.get(slots.size() - 1).end();
    Liveness liveness = new Liveness(feeds.state(), setting.clock().millis());
    TrimJob.Place place = new TrimJob.Place(feeds, setting.writer(), liveness, this::hasRoom);
    return new TrimJob(place, feed, slots, end).run();
  }

  private List<StoredFeed.Slot> slots(Work work) {
    Quotas quotas = quotas();
    long bytes = Math.min(PIECE_BYTES, quotas.bytes() / 8);
    long entries = Math.min(PIECE_ENTRIES, quotas.entries() / 8);
    List<StoredFeed.Slot> piece = new ArrayList<>();
    for (StoredFeed.Slot slot : work.feed().slotsBehindTrim()) {
      boolean full = !piece.isEmpty() && (bytes <= 0 || entries <= 0);
      if (full || slot.end().seq() > work.through()) {
        break;
      }
      piece.add(slot);
      bytes -= slot.use().bytes();
      entries -= slot.use().entries();
    }
    return piece;
  }

  /** Copies may use the whole quota; other entries leave a third of it. */
  private boolean hasRoom(FeedUse more) {
    PeerKey self = feeds.setup().self();
    if (self.equals(feeds.setup().server())) {
      return true;
    }
    FeedUse sum = feeds.used(self).counted().plus(more);
    return sum.bytes() <= quotas().bytes() && sum.entries() <= quotas().entries();
  }
}
