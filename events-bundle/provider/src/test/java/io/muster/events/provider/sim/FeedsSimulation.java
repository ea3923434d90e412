package io.muster.events.provider.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.IngestResult;
import io.muster.identity.LocalIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Several nodes whose batches travel in any order, twice or not at all, and whose power fails. */
final class FeedsSimulation {
  private static final int MAX_ROUNDS = 1000;

  private final Random random;
  private final LocalIdentity owner;
  private final Hash topicId;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<FeedId, Map<Hash, Travelling>> travelled = new HashMap<>();
  private final List<Travelling> pool = new ArrayList<>();
  private final Map<SimNode, SimDisk> backups = new HashMap<>();
  private final List<IngestResult> dishonest = new ArrayList<>();
  private int crashes;

  /** A batch that has left its writer. */
  private record Travelling(FeedInfo feed, Batch batch) {}

  FeedsSimulation(long seed, int clients) {
    random = new Random(seed);
    owner = SimNode.identity(random);
    topicId = TopicId.of(owner.key(), "simulated");
    for (int i = 0; i <= clients; i++) {
      LocalIdentity identity = i == 0 ? owner : SimNode.identity(random);
      nodes.add(new SimNode(identity, owner.key(), topicId, new Random(random.nextLong())));
    }
    nodes.subList(1, nodes.size()).forEach(node -> server().admit(node.key()));
    server().settle();
  }

  SimNode server() {
    return nodes.get(0);
  }

  SimNode client(int i) {
    return nodes.get(i);
  }

  int crashes() {
    return crashes;
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step(nodes.get(random.nextInt(nodes.size())));
    }
  }

  private void step(SimNode node) {
    int dice = random.nextInt(100);
    if (dice < 15) {
      write(node);
    } else if (dice < 40) {
      node.time().runDue();
    } else if (dice < 55) {
      node.disk().syncOne();
    } else if (dice < 60) {
      node.time().pass(Duration.ofMillis(random.nextInt(200)));
    } else if (dice < 70) {
      collect(node);
    } else if (dice < 96) {
      deliver(node);
    } else {
      fail(node, dice);
    }
  }

  private void fail(SimNode node, int dice) {
    crashes++;
    if (dice == 96) {
      backups.put(node, node.disk().copy());
    } else if (dice == 97 && backups.containsKey(node)) {
      node.crashWith(backups.get(node).copy());
    } else if (dice == 98 && random.nextInt(4) == 0) {
      node.crashWith(new SimDisk());
    } else {
      node.crash();
    }
  }

  private void write(SimNode node) {
    if (node != server()) {
      pick(List.copyOf(node.feeds().state().lane(node.key())))
          .forEach(facts -> node.consume(facts, outcome()));
      return;
    }
    SimNode client = nodes.get(1 + random.nextInt(nodes.size() - 1));
    List<EventFacts> unsettled = node.feeds().state().unsettled(client.key());
    if (!unsettled.isEmpty() && random.nextBoolean()) {
      pick(unsettled).forEach(node::settle);
    } else {
      byte[] id = new byte[EventId.BYTES];
      random.nextBytes(id);
      node.add(client.key(), EventId.of(id), "{}");
    }
  }

  private ConsumedEvent.Outcome outcome() {
    ConsumedEvent.Outcome[] all = ConsumedEvent.Outcome.values();
    return all[random.nextInt(all.length)];
  }

  private <T> List<T> pick(Collection<T> from) {
    List<T> list = new ArrayList<>(from);
    return list.isEmpty() ? List.of() : List.of(list.get(random.nextInt(list.size())));
  }

  /** Takes what a node offers. */
  private void collect(SimNode node) {
    offer(
        node,
        one -> {
          Map<Hash, Travelling> known =
              travelled.computeIfAbsent(one.feed().id(), f -> new HashMap<>());
          if (known.putIfAbsent(one.batch().head(), one) == null) {
            pool.add(one);
          }
        });
  }

  /** A node offers all that is durable there. */
  private static void offer(SimNode node, Consumer<Travelling> taker) {
    for (FeedInfo feed : node.feeds().all()) {
      long seq = 1;
      while (seq <= feed.end().seq()) {
        Batch batch = node.feeds().batchContaining(feed.id(), seq).orElseThrow();
        taker.accept(new Travelling(feed, batch));
        seq = batch.header().lastSeq() + 1;
      }
    }
  }

  private void deliver(SimNode node) {
    for (Travelling one : pick(pool)) {
      node.feeds().ingest(one.feed().key(), one.feed().run(), one.batch()).thenAccept(this::judge);
    }
  }

  private void judge(IngestResult result) {
    IngestResult.Kind kind = result.kind();
    if (kind == IngestResult.Kind.INVALID || kind == IngestResult.Kind.EVIDENCE) {
      dishonest.add(result);
    }
  }

  /** Ends all faults and lets everybody have everything. */
  void heal() {
    nodes.forEach(SimNode::settle);
    exchange();
    admitForgotten();
    exchange();
    nodes.forEach(this::collect);
  }

  /** An ADMIT that never left a disk which was lost is lost: the operator says it again. */
  private void admitForgotten() {
    nodes.stream()
        .filter(node -> !server().feeds().state().roster().isMember(node.key()))
        .forEach(node -> server().admit(node.key()));
    server().settle();
  }

  private void exchange() {
    for (int round = 0; round < 4; round++) {
      for (SimNode from : nodes) {
        nodes.stream().filter(to -> to != from).forEach(from::giveAllTo);
      }
    }
  }

  /** I2: what is stored of a feed is contiguous from its start, batch by batch. */
  void assertPrefixes() {
    for (SimNode node : nodes) {
      for (FeedInfo feed : node.feeds().all()) {
        FeedHead end = FeedHead.before(feed.id());
        while (end.seq() < feed.end().seq()) {
          Batch batch = node.feeds().batchContaining(feed.id(), end.seq() + 1).orElseThrow();
          assertEquals(end.seq() + 1, batch.header().firstSeq());
          assertEquals(end.head(), batch.header().prevHead());
          end = batch.end();
        }
        assertEquals(feed.end(), end);
      }
    }
  }

  /** I3: nothing that any two nodes ever stored proves that an honest key forked. */
  void assertNoFork() {
    assertEquals(List.of(), dishonest);
    for (Map<Hash, Travelling> batches : travelled.values()) {
      List<Batch> all = batches.values().stream().map(Travelling::batch).toList();
      for (Batch one : all) {
        for (Batch other : all) {
          assertFalse(one.header().provesForkWith(other.header()), one + " and " + other);
        }
      }
    }
  }

  /** I5: everybody has the same feeds and says the same. */
  void assertConverged() {
    Map<FeedId, FeedHead> vector = server().feeds().vector();
    Hash digest = server().feeds().state().digest();
    for (SimNode node : nodes) {
      assertEquals(vector, node.feeds().vector());
      assertEquals(digest, node.feeds().state().digest());
    }
    assertFalse(vector.isEmpty());
  }

  /** I6: a node that gets everything in another order, some of it twice, says the same. */
  void assertOrderFree() {
    SimNode late =
        new SimNode(SimNode.identity(random), owner.key(), topicId, new Random(random.nextLong()));
    List<Travelling> shuffled = new ArrayList<>();
    offer(server(), shuffled::add);
    shuffled.addAll(shuffled.subList(0, shuffled.size() / 2));
    for (int round = 0; !late.feeds().vector().equals(server().feeds().vector()); round++) {
      assertTrue(round < MAX_ROUNDS, "what everybody has does not suffice");
      Collections.shuffle(shuffled, random);
      for (Travelling one : shuffled) {
        late.feeds().ingest(one.feed().key(), one.feed().run(), one.batch());
      }
      late.settle();
    }
    assertEquals(server().feeds().state().digest(), late.feeds().state().digest());
    late.crash();
    assertEquals(server().feeds().state().digest(), late.feeds().state().digest());
  }
}
