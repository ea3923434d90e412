package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.ForkProof.Signed;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventLog;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The feeds that have forked: for each a proof, kept as long as the topic, and up to four branches.
 * Confined to the topic's thread.
 */
public final class Forks {
  /** How often a proof may be replaced by one that puts the fork earlier. */
  private static final int MAX_PROOFS = 16;

  private final Feeds.Setup topic;
  private final EventLog log;
  private final Map<FeedId, Branches> branches = new HashMap<>();
  private final Map<FeedId, List<ForkProof>> proofs = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private BiConsumer<ForkProof, Throwable> notKept = (proof, failure) -> {};

  /** Learns of every proof, once. */
  @FunctionalInterface
  public interface Listener {
    /** Called on the topic thread when a feed turns out to have forked, or earlier than known. */
    void forked(ForkProof proof);
  }

  Forks(Feeds.Setup topic) {
    this.topic = topic;
    this.log = topic.store().log(FeedsReader.proofsName(topic.topicId()));
  }

  /** Reads the proofs; those that are damaged will come again. */
  void load() {
    WholeLog.read(log, this::load);
  }

  private void load(EventLog.Entry entry) {
    try {
      note(ForkProof.read(entry.bytes()));
    } catch (MalformedException e) {
      return; // see above
    }
  }

  /** Adds a listener of what is proven from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Sets who is told of a proof that the disk did not take. */
  public void whenNotKept(BiConsumer<ForkProof, Throwable> listener) {
    notKept = listener;
  }

  /** Says whether there is a proof against a feed. */
  public boolean isForked(FeedId feed) {
    return proofs.containsKey(feed);
  }

  /** Says whether a feed of a key has forked. */
  public boolean isProvenAgainst(PeerKey key) {
    return !proofs.isEmpty() && proofs().stream().anyMatch(proof -> proof.key().equals(key));
  }

  /** Returns the proof that puts each fork earliest. */
  public Collection<ForkProof> proofs() {
    return proofs.values().stream().map(all -> all.get(all.size() - 1)).toList();
  }

  /** Returns the last number that all branches of a feed share, as far as is known. */
  public long point(FeedId feed) {
    List<ForkProof> known = proofs.get(feed);
    if (known == null) {
      return Long.MAX_VALUE;
    }
    Branches here = branches.get(feed);
    long proven = known.get(known.size() - 1).point();
    return here == null ? proven : Math.min(proven, here.point());
  }

  /** Says whether a batch with this head is here on a branch beside the chain that came first. */
  boolean has(FeedId feed, Hash head) {
    Branches known = branches.get(feed);
    return known != null && known.has(head);
  }

  /** Returns what the branches of a feed take. */
  FeedUse use(FeedId feed) {
    Branches known = branches.get(feed);
    return known == null ? FeedUse.NONE : known.use();
  }

  Branches of(FeedId feed) {
    return branches.computeIfAbsent(
        feed, f -> new Branches(topic.store().log(FeedsReader.evidenceName(topic.topicId(), f))));
  }

  /** Returns the heads of the branches beside the chain that came first here. */
  public List<FeedHead> heads(FeedId feed) {
    Branches known = branches.get(feed);
    return known == null ? List.of() : known.heads();
  }

  /** Returns a contradiction between a validly signed header and what is here of its feed. */
  Optional<ForkProof> contradiction(StoredFeed feed, Signed signed) {
    Header header = signed.header();
    Stream<Batch> first =
        Stream.of(header.firstSeq(), header.lastSeq(), header.firstSeq() - 1, header.lastSeq() + 1)
            .flatMap(seq -> feed.acceptedBatch(seq).stream());
    Stream<Batch> others =
        Stream.ofNullable(branches.get(feed.id()))
            .flatMap(b -> b.near(header.firstSeq(), header.lastSeq()).stream());
    return Stream.concat(first, others)
        .filter(batch -> batch.header().provesForkWith(header))
        .min((a, b) -> Long.compare(a.header().firstSeq(), b.header().firstSeq()))
        .map(batch -> ForkProof.of(feed.key(), feed.run(), signed, Signed.of(batch)));
  }

  /** Takes a proof that was verified; keeps it if it says more than is known. */
  boolean take(ForkProof proof) {
    if (!note(proof)) {
      return false;
    }
    TopicAppend.to(log, ByteBuffer.wrap(proof.encode()), topic.topicThread())
        .whenComplete(
            (number, failure) -> {
              if (failure != null) { // it counts until the end of this run
                notKept.accept(proof, failure);
              }
            });
    for (Listener listener : listeners) {
      listener.forked(proof);
    }
    return true;
  }

  private boolean note(ForkProof proof) {
    List<ForkProof> known = proofs.computeIfAbsent(proof.feed(), f -> new ArrayList<>(1));
    boolean isNews =
        known.isEmpty()
            || known.size() < MAX_PROOFS && proof.point() < known.get(known.size() - 1).point();
    if (isNews) {
      known.add(proof);
    }
    return isNews;
  }
}
