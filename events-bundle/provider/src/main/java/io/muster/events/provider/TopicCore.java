package io.muster.events.provider;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.crypto.Drawn;
import io.muster.events.provider.crypto.Sealer;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.FeedWriter;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.TopicState;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The stored part of an open topic, shared by its roles. Confined to the topic's thread but for the
 * sealer.
 */
record TopicCore(
    AtomicReference<TopicSettings> current,
    TopicTools tools,
    EventStore store,
    Feeds feeds,
    FeedWriter writer,
    Drawn drawn,
    Sealer sealer) {

  /** Reads the store; blocks on the disk. */
  static TopicCore open(TopicSettings settings, TopicTools tools, EventStore store) {
    PeerKey self = tools.keys().identity().key();
    PeerKey server = settings.server().orElse(self);
    Hash id = TopicId.of(server, settings.topic());
    Feeds feeds =
        Feeds.open(
            new Feeds.Setup(
                store,
                id,
                server,
                self,
                tools.keys().verifier(),
                tools.threads().topic(),
                tools.threads().callers()));
    Drawn drawn = new Drawn(tools.keys().agreement(), tools.random());
    FeedWriter writer =
        new FeedWriter(
            feeds,
            new FeedWriter.Tools(
                tools.keys().identity(),
                tools.clock(),
                tools.threads().timers(),
                () -> drawn.run(id, written(feeds))));
    Sealer sealer = new Sealer(new Sealer.Topic(id, server), tools.keys().agreement(), drawn);
    return new TopicCore(
        new AtomicReference<>(settings), tools, store, feeds, writer, drawn, sealer);
  }

  /** Returns what counts now. Any thread. */
  TopicSettings settings() {
    return current.get();
  }

  /** What this node has written tells it from a copy that runs elsewhere. */
  private static Hash written(Feeds feeds) {
    FieldWriter heads = new FieldWriter();
    feeds.all().stream()
        .filter(feed -> feed.key().equals(feeds.self()))
        .map(FeedInfo::end)
        .sorted(Comparator.comparing(FeedHead::feed))
        .forEach(end -> heads.feed(end.feed()).u64(end.seq()).hash(end.head()));
    return Hash.sha256(heads.toArray());
  }

  TopicState state() {
    return feeds.state();
  }

  PeerKey self() {
    return tools.keys().identity().key();
  }

  PeerKey server() {
    return feeds.state().server();
  }

  boolean isServer() {
    return self().equals(server());
  }

  long now() {
    return tools.clock().millis();
  }
}
