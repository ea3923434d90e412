package io.muster.events.provider;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.feed.BodyIndex.Addressee;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Outline;
import io.muster.events.spi.Blob;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The encrypted payloads of a topic: what is here, what is needed, what may go. */
final class Bodies {
  /** Asks members for a payload. */
  interface Fetcher {
    /**
     * Asks.
     *
     * @param own whether this node is its recipient
     */
    void want(Hash hash, int length, boolean own);
  }

  private final TopicCore core;

  /** Those on their way to the disk. */
  private final Map<Hash, byte[]> pending = new HashMap<>();

  private final Map<Hash, Integer> announced = new HashMap<>();

  /** Named by a batch that the disk did not take; nothing says that they may go. */
  private final Set<Hash> loose = new HashSet<>();

  private final RecentBodies recent = new RecentBodies();
  private final RecentTexts texts = new RecentTexts();

  /** Who else needs one, whatever the feeds say. */
  private Predicate<Hash> held = hash -> false;

  private Runnable here = () -> {};

  private Consumer<Hash> dropped = hash -> {};

  /** Those beyond the budget, until the disk has dropped them. */
  private final Map<Hash, CompletionStage<Void>> leaving = new HashMap<>();

  private final BodyBudget budget = new BodyBudget();

  Bodies(TopicCore core) {
    this.core = core;
    for (PeerKey recipient : core.isServer() ? Set.<PeerKey>of() : core.state().recipients()) {
      for (EventFacts facts : core.state().lane(recipient)) {
        facts.outlines().stream().map(Outline::body).filter(this::isHere).forEach(this::count);
      }
    }
  }

  /** A member was heard: its payloads are kept before those of others. */
  void seen(PeerKey member) {
    budget.seen(member, core.now());
  }

  /** Counts a payload for another member; what is beyond the budget goes, and that is said. */
  private void count(Hash hash) {
    countFresh(hash).forEach(dropped);
  }

  /** As {@link #count}; returns what went. */
  private List<Hash> countFresh(Hash hash) {
    if (core.isServer()) {
      return List.of();
    }
    core.state()
        .bodies()
        .addressee(hash)
        .filter(named -> !named.recipient().equals(core.self()))
        .ifPresent(named -> budget.kept(hash, named.recipient(), named.length()));
    List<Hash> excess = budget.excess(core.settings().limits().replicaBytes());
    excess.forEach(this::dropExcess);
    return excess;
  }

  private void dropExcess(Hash hash) {
    core.tools()
        .log()
        .info("Payload {} for another member is dropped: replica.max.mib is used up", hash);
    CompletionStage<Void> gone = drop(hash);
    leaving.put(hash, gone);
    gone.whenComplete(
        (done, failure) ->
            core.tools().threads().topic().execute(() -> leaving.remove(hash, gone)));
  }

  private boolean isWorthFetching(Addressee named) {
    return core.isServer()
        || named.recipient().equals(core.self())
        || budget.hasRoom(named.length(), core.settings().limits().replicaBytes());
  }

  /** Names who else needs payloads. */
  void alsoHeldBy(Predicate<Hash> holder) {
    held = holder;
  }

  /** Sets who is told that a payload is gone although it is of use. */
  void whenDropped(Consumer<Hash> told) {
    dropped = told;
  }

  /** Sets what to do when a payload can be read that could not be before. */
  void whenHere(Runnable task) {
    here = task;
  }

  boolean isHere(Hash hash) {
    return pending.containsKey(hash)
        || !leaving.containsKey(hash) && core.store().hasBlob(hash.bytes());
  }

  /** Says whether a payload is on disk, not only on its way there. */
  boolean isStored(Hash hash) {
    return !isUnderWay(hash) && isHere(hash);
  }

  /** Returns how many payloads of events that are not settled are here. */
  long count() {
    long[] count = new long[1];
    core.state().bodies().forEach(hash -> count[0] += isHere(hash) ? 1 : 0);
    return count[0];
  }

  /** Notes payloads that are named by a batch which is on its way to the disk. */
  void announced(List<Hash> hashes) {
    hashes.forEach(hash -> announced.merge(hash, 1, Integer::sum));
    loose.removeAll(hashes);
  }

  /** The batch is on disk, or was lost and will come again. */
  void announcedNoMore(List<Hash> hashes, boolean stored) {
    for (Hash hash : hashes) {
      announced.computeIfPresent(hash, (h, times) -> times == 1 ? null : times - 1);
    }
    if (!stored) {
      loose.addAll(hashes);
    }
  }

  boolean isUnderWay(Hash hash) {
    return pending.containsKey(hash);
  }

  boolean isNeeded(Hash hash) {
    return announced.containsKey(hash)
        || core.state().bodies().isNeeded(hash, core.now())
        || held.test(hash);
  }

  Optional<byte[]> read(Hash hash) {
    byte[] underWay = pending.get(hash);
    return underWay != null
        ? Optional.of(underWay)
        : recent.get(hash).or(() -> core.store().blob(hash.bytes()));
  }

  /** Remembers for a while what a payload that was encrypted here says. */
  void says(Hash hash, Content text) {
    texts.put(hash, text);
  }

  /** Returns what a payload says if it was encrypted here of late. */
  Optional<Content> text(Hash hash) {
    return texts.get(hash);
  }

  /** Takes a payload that is about to go to the disk; {@link #ended} must follow. */
  Blob begin(Hash hash, byte[] body) {
    pending.put(hash, body);
    leaving.remove(hash);
    recent.put(hash, body);
    here.run();
    return Blob.of(hash.bytes(), ByteBuffer.wrap(body));
  }

  /** A payload is on disk, or was not taken. */
  void ended(Hash hash, Throwable failure) {
    pending.remove(hash);
    if (failure == null) {
      List<Hash> gone = countFresh(hash);
      gone.stream().filter(other -> !other.equals(hash)).forEach(dropped); // it was never said
    } else {
      recent.remove(hash);
    }
  }

  /** Stores a payload; completes on the topic's thread when it is on disk. */
  CompletionStage<Void> keep(Hash hash, byte[] body) {
    Blob blob = begin(hash, body);
    CompletableFuture<Void> done = new CompletableFuture<>();
    core.store()
        .putBlob(blob.hash(), blob.bytes())
        .whenComplete(
            (kept, failure) ->
                core.tools()
                    .threads()
                    .topic()
                    .execute(
                        () -> {
                          ended(hash, failure);
                          if (failure == null) {
                            done.complete(null);
                          } else {
                            done.completeExceptionally(failure);
                          }
                        }));
    return done;
  }

  /** Looks at all that the feeds name, after opening. */
  void reviewAll(Fetcher fetcher, Consumer<Hash> over) {
    core.state()
        .bodies()
        .forEachUse(
            core.now(),
            (hash, needed) -> {
              if (needed && isHere(hash)) {
                count(hash);
              } else {
                review(hash, fetcher, over);
              }
            });
    review(fetcher, over);
  }

  /** Fetches what has become needed and drops what no longer is. */
  void review(Fetcher fetcher, Consumer<Hash> over) {
    core.state().bodies().takeChanged().forEach(hash -> review(hash, fetcher, over));
  }

  private void review(Hash hash, Fetcher fetcher, Consumer<Hash> over) {
    boolean here = isHere(hash);
    if (!isNeeded(hash)) {
      over.accept(hash);
      if (here) {
        drop(hash);
      }
    } else if (!here) {
      fetch(hash, fetcher);
    } else {
      count(hash);
    }
  }

  /** The event of a payload may have been settled while the payload was on its way. */
  void dropUnlessNeeded(Hash hash) {
    if (!isNeeded(hash) && !loose.contains(hash)) {
      drop(hash);
    }
  }

  /** Drops those whose events have expired so long ago that nobody needs them. */
  void sweep() {
    core.state()
        .bodies()
        .forEach(
            hash -> {
              if (!isNeeded(hash) && isHere(hash)) {
                drop(hash);
              }
            });
  }

  private CompletionStage<Void> drop(Hash hash) {
    core.tools().log().debug("Payload {} is settled and dropped", hash);
    recent.remove(hash);
    texts.remove(hash);
    budget.gone(hash);
    return core.store()
        .dropBlob(hash.bytes())
        .whenComplete(
            (dropped, failure) -> {
              if (failure != null) {
                core.tools().log().warn("Payload {} could not be dropped", hash, failure);
              }
            });
  }

  private void fetch(Hash hash, Fetcher fetcher) {
    core.state()
        .bodies()
        .addressee(hash)
        .filter(this::isWorthFetching)
        .ifPresent(
            named -> fetcher.want(hash, named.length(), named.recipient().equals(core.self())));
  }
}
