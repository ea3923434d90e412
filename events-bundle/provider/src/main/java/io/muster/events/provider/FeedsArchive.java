package io.muster.events.provider;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.ForkView;
import io.muster.events.provider.feed.IngestResult;
import io.muster.events.provider.feed.Roster;
import io.muster.events.provider.sync.Archive;
import io.muster.events.provider.sync.ForkArchive;
import io.muster.peer.PeerKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Shows a topic's store to replication. */
final class FeedsArchive implements Archive {
  private final TopicCore core;
  private final Feeds feeds;
  private final Bodies bodies;
  private final ForkView forks;

  FeedsArchive(TopicCore core, Bodies bodies) {
    this.core = core;
    this.feeds = core.feeds();
    this.forks = new ForkView(feeds);
    this.bodies = bodies;
  }

  @Override
  public Collection<FeedSummary> vector() {
    return feeds.all().stream().flatMap(this::summaries).toList();
  }

  @Override
  public Optional<FeedSummary> durable(FeedId feed) {
    return feeds.feed(feed).map(FeedsArchive::summary);
  }

  private Stream<FeedSummary> summaries(FeedInfo info) {
    FeedSummary first = summary(info);
    return Stream.concat(
        Stream.of(first),
        forks.heads(info.id()).stream()
            .map(head -> new FeedSummary(info.key(), info.run(), head, first.trimmedThrough())));
  }

  @Override
  public ForkArchive forks() {
    return forks;
  }

  private static FeedSummary summary(FeedInfo info) {
    return new FeedSummary(info.key(), info.run(), info.end(), info.trimmedThrough());
  }

  @Override
  public FeedHead end(FeedId feed) {
    return feeds.end(feed);
  }

  @Override
  public Optional<Batch> travelling(FeedId feed, long seq) {
    return feeds.travelling(feed, seq);
  }

  @Override
  public Optional<Batch> batch(FeedId feed, long seq) {
    return feeds.batchContaining(feed, seq);
  }

  @Override
  public CompletionStage<Ingest> ingest(PeerKey writer, RunId run, Batch batch) {
    CompletionStage<Ingest> stored = feeds.ingest(writer, run, batch).thenApply(this::verdict);
    List<Hash> named = acceptedAdds(batch).stream().map(Add::bodyHash).toList();
    if (!named.isEmpty()) {
      bodies.announced(named);
      stored.whenComplete(
          (verdict, failure) -> bodies.announcedNoMore(named, verdict == Ingest.STORED));
    }
    return stored;
  }

  private List<Add> acceptedAdds(Batch batch) {
    return feeds.recentEntries(batch).map(FeedsArchive::adds).orElse(List.of());
  }

  @Override
  public List<Add> adds(Batch batch) {
    return adds(feeds.recentEntries(batch).orElseGet(batch::checkedEntries));
  }

  private static List<Add> adds(List<Entry> entries) {
    return entries.stream().filter(Add.class::isInstance).map(Add.class::cast).toList();
  }

  @Override
  public List<Add> lacking(Batch batch) {
    boolean all = keepsAllBodies();
    return acceptedAdds(batch).stream()
        .filter(add -> all || add.recipient().equals(core.self()))
        .filter(add -> lacks(add.bodyHash()))
        .toList();
  }

  @Override
  public boolean keepsAllBodies() {
    return core.state().roster().isReplica(core.self());
  }

  private Ingest verdict(IngestResult result) {
    if (!result.reason().isEmpty()) {
      core.tools().log().warn("A batch was not stored: {} ({})", result.kind(), result.reason());
    }
    return switch (result.kind()) {
      case STORED, DUPLICATE -> Ingest.STORED;
      case GAP, EVIDENCE -> Ingest.UNFIT;
      case INVALID -> Ingest.INVALID;
      case NOT_MEMBER, QUOTA -> Ingest.REFUSED;
    };
  }

  @Override
  public Optional<Trimmed> trimmed(FeedId feed, long seq) {
    return feeds
        .trimming()
        .refusal(feed, seq)
        .map(statement -> new Trimmed(statement.through(), statement.at()));
  }

  @Override
  public CompletionStage<Boolean> prove(PeerKey writer, Batch batch) {
    return feeds.trimming().prove(writer, batch);
  }

  @Override
  public boolean lacksBeginning() {
    return feeds.trimming().lacksBeginning();
  }

  @Override
  public boolean isMember(PeerKey key) {
    return core.state().roster().isMember(key);
  }

  @Override
  public boolean keeps(PeerKey writer) {
    Roster roster = core.state().roster();
    return writer.equals(core.server())
        || writer.equals(core.self())
        || roster.isReplica(core.self()) && (roster.isMember(writer) || roster.isRemoved(writer));
  }

  @Override
  public boolean lacks(Hash body) {
    return bodies.isNeeded(body) && !bodies.isHere(body);
  }

  @Override
  public Optional<byte[]> body(Hash hash) {
    return bodies.read(hash);
  }

  @Override
  public CompletionStage<Boolean> keep(Hash hash, byte[] body) {
    return bodies
        .keep(hash, body)
        .thenApply(
            kept -> {
              bodies.dropUnlessNeeded(hash);
              return bodies.isNeeded(hash) && bodies.isStored(hash);
            });
  }

  @Override
  public Collection<Hash> bodies() {
    return core.state().bodies().all().stream().filter(bodies::isStored).toList();
  }
}
