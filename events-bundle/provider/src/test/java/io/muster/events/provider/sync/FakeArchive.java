package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.identity.Ed25519Verifier;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a node has stored, as a test says. */
final class FakeArchive implements Archive {
  final Map<FeedId, FeedSummary> feeds = new HashMap<>();
  final Set<PeerKey> members = new HashSet<>();
  final Set<Hash> lacking = new HashSet<>();
  final Map<Hash, byte[]> bodies = new HashMap<>();
  final Map<FeedId, Batch> batches = new HashMap<>();
  final List<Batch> ingested = new ArrayList<>();
  final Map<FeedId, Trimmed> trims = new HashMap<>();
  final List<Batch> proofs = new ArrayList<>();
  final List<Add> adds = new ArrayList<>();
  Ingest verdict = Ingest.STORED;
  boolean isStuck;

  /** What is taken is known already and on its way to the disk. */
  boolean isBehind;

  @Override
  public Collection<FeedSummary> vector() {
    return feeds.values();
  }

  @Override
  public Optional<FeedSummary> durable(FeedId feed) {
    return Optional.ofNullable(feeds.get(feed));
  }

  @Override
  public Optional<Batch> batch(FeedId feed, long seq) {
    return Optional.ofNullable(batches.get(feed)).filter(b -> b.header().contains(seq));
  }

  @Override
  public FeedHead end(FeedId feed) {
    return durable(feed).map(FeedSummary::head).orElse(FeedHead.before(feed));
  }

  @Override
  public Optional<Batch> travelling(FeedId feed, long seq) {
    return batch(feed, seq);
  }

  @Override
  public CompletionStage<Ingest> ingest(PeerKey writer, RunId run, Batch batch) {
    ingested.add(batch);
    if (isStuck) {
      return new CompletableFuture<>();
    }
    if (verdict == Ingest.STORED && !isBehind) {
      FeedHead end = batch.end();
      feeds.put(end.feed(), new FeedSummary(writer, run, end, 0));
    }
    return CompletableFuture.completedFuture(verdict);
  }

  @Override
  public Optional<Trimmed> trimmed(FeedId feed, long seq) {
    return Optional.ofNullable(trims.get(feed)).filter(t -> seq <= t.through().seq());
  }

  @Override
  public CompletionStage<Boolean> prove(PeerKey writer, Batch batch) {
    proofs.add(batch);
    return CompletableFuture.completedFuture(false);
  }

  @Override
  public boolean lacksBeginning() {
    return false;
  }

  @Override
  public List<Add> adds(Batch batch) {
    return adds;
  }

  @Override
  public List<Add> lacking(Batch batch) {
    return adds.stream().filter(add -> lacks(add.bodyHash())).toList();
  }

  @Override
  public boolean keepsAllBodies() {
    return true;
  }

  @Override
  public ForkArchive forks() {
    return new NoForks();
  }

  /** Feeds that have not forked: whatever a head says, it is believed. */
  private final class NoForks implements ForkArchive {
    @Override
    public boolean isForked(FeedId feed) {
      return false;
    }

    @Override
    public List<FeedHead> heads(FeedId feed) {
      return List.of();
    }

    @Override
    public boolean knows(FeedId feed, long seq, Hash head) {
      return true;
    }

    @Override
    public long untold(FeedId feed) {
      return 0;
    }

    @Override
    public Optional<Batch> toward(FeedId feed, long seq, Hash head) {
      return batch(feed, seq);
    }

    @Override
    public List<Batch> after(FeedId feed, long seq, Hash head) {
      return batch(feed, seq + 1).stream().toList();
    }

    @Override
    public Collection<ForkProof> proofs() {
      return List.of();
    }

    @Override
    public boolean examine(PeerKey writer, RunId run, ForkProof.Signed header) {
      return true;
    }

    @Override
    public Verdict take(ForkProof proof) {
      return proof.holds(Hash.ZERO, new Ed25519Verifier()) ? Verdict.NEWS : Verdict.FORGED;
    }

    @Override
    public void reconsider() {}
  }

  @Override
  public boolean isMember(PeerKey key) {
    return members.contains(key);
  }

  @Override
  public boolean keeps(PeerKey writer) {
    return members.contains(writer);
  }

  @Override
  public boolean lacks(Hash body) {
    return lacking.contains(body) && !bodies.containsKey(body);
  }

  @Override
  public Optional<byte[]> body(Hash hash) {
    return Optional.ofNullable(bodies.get(hash));
  }

  @Override
  public CompletionStage<Boolean> keep(Hash hash, byte[] body) {
    bodies.put(hash, body);
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public Collection<Hash> bodies() {
    return bodies.keySet();
  }
}
