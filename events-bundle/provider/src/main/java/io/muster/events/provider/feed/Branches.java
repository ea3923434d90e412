package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.spi.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The batches of a forked feed that are not in the chain that came first: a tree, by heads. Which
 * chain came first differs from node to node; all branches together do not.
 */
final class Branches {
  /** Most heads of a feed, that of the first chain included. */
  static final int MAX_HEADS = 4;

  private final EventLog log;
  private final Map<Hash, Node> nodes = new LinkedHashMap<>();
  private final Map<Hash, List<Hash>> children = new HashMap<>();
  private FeedUse use = FeedUse.NONE;

  private static final class Node {
    final Header header;
    final int size;
    Batch pending;
    long number;

    Node(Batch batch) {
      this.header = batch.header();
      this.size = batch.size();
      this.pending = batch;
    }
  }

  Branches(EventLog log) {
    this.log = log;
  }

  /** Reads all batches in the order in which they came. */
  void load(java.util.function.Consumer<Batch> sink) {
    WholeLog.read(
        log,
        entry -> {
          Batch batch = Batch.parse(entry.bytes());
          add(batch);
          stored(batch.head(), entry.number());
          sink.accept(batch);
        });
  }

  private void add(Batch batch) {
    nodes.put(batch.head(), new Node(batch));
    children.computeIfAbsent(batch.header().prevHead(), p -> new ArrayList<>()).add(batch.head());
    use = use.plus(use(batch));
  }

  private static FeedUse use(Batch batch) {
    return new FeedUse(batch.size(), batch.header().count());
  }

  private void stored(Hash head, long number) {
    Node node = nodes.get(head);
    node.number = number;
    node.pending = null;
  }

  /**
   * Writes a batch; completes on the topic's thread. One that the disk did not take is forgotten.
   */
  CompletionStage<Long> keep(Batch batch, Executor topicThread) {
    add(batch);
    return TopicAppend.to(log, batch.bytes(), topicThread)
        .whenComplete(
            (number, failure) -> {
              if (failure == null) {
                stored(batch.head(), number);
              } else {
                lost(batch);
              }
            });
  }

  private void lost(Batch batch) {
    nodes.remove(batch.head());
    children.get(batch.header().prevHead()).remove(batch.head());
    use = use.minus(use(batch));
  }

  boolean has(Hash head) {
    return nodes.containsKey(head);
  }

  FeedUse use() {
    return use;
  }

  /** Says whether a batch may be kept without making too many heads. */
  boolean hasRoomFor(Header header) {
    int heads = 1 + ends().size();
    boolean extendsOne = has(header.prevHead()) && isEnd(header.prevHead());
    boolean isInner = !isEnd(header.head());
    return heads + (isInner ? 0 : 1) - (extendsOne ? 1 : 0) <= MAX_HEADS;
  }

  private boolean isEnd(Hash head) {
    return children.getOrDefault(head, List.of()).isEmpty();
  }

  private List<Hash> ends() {
    return nodes.keySet().stream().filter(this::isEnd).toList();
  }

  /** Returns the heads that are on disk. */
  List<FeedHead> heads() {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().number > 0)
        .filter(entry -> durableChildren(entry.getKey()).isEmpty())
        .map(entry -> head(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static FeedHead head(Hash head, Node node) {
    return new FeedHead(node.header.feedId(), node.header.lastSeq(), head);
  }

  private List<Hash> durableChildren(Hash head) {
    return children.getOrDefault(head, List.of()).stream()
        .filter(child -> nodes.get(child).number > 0)
        .toList();
  }

  /** Returns the batches on disk that continue a head. */
  List<Batch> after(Hash head) {
    return durableChildren(head).stream().flatMap(child -> batch(child).stream()).toList();
  }

  Optional<Batch> batch(Hash head) {
    return Optional.ofNullable(nodes.get(head)).flatMap(this::read);
  }

  private Optional<Batch> read(Node node) {
    if (node.pending != null) {
      return Optional.of(node.pending);
    }
    return log.read(node.number, 1, 1).stream()
        .filter(entry -> entry.number() == node.number)
        .findFirst()
        .map(entry -> Batch.parse(entry.bytes()));
  }

  /** Returns the head of the batch that contains a number on the way to a head, if it is here. */
  Optional<Hash> containing(long seq, Hash end) {
    Hash at = end;
    for (Node node = nodes.get(at); node != null; node = nodes.get(at)) {
      if (node.header.contains(seq)) {
        return Optional.of(at);
      }
      if (node.header.lastSeq() < seq) {
        return Optional.empty();
      }
      at = node.header.prevHead();
    }
    return Optional.empty();
  }

  /** Returns the headers of all batches that contain a number or end before it. */
  List<Batch> near(long first, long last) {
    return nodes.entrySet().stream()
        .filter(e -> e.getValue().header.firstSeq() <= last + 1)
        .filter(e -> e.getValue().header.lastSeq() + 1 >= first)
        .flatMap(e -> batch(e.getKey()).stream())
        .toList();
  }

  /** Returns the last number that all branches may share; a large one if there are none. */
  long point() {
    return nodes.values().stream()
        .mapToLong(node -> node.header.firstSeq() - 1)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Returns all batches on disk. */
  List<Batch> all() {
    return nodes.values().stream().flatMap(node -> read(node).stream()).toList();
  }
}
