package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
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
  public CompletionStage<Ingest> ingest(PeerKey writer, RunId run, Batch batch) {
    ingested.add(batch);
    if (verdict == Ingest.STORED) {
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
  public CompletionStage<?> keep(Hash hash, byte[] body) {
    bodies.put(hash, body);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Collection<Hash> bodies() {
    return bodies.keySet();
  }
}
