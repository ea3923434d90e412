package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Reserved;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.codec.Trim;
import io.muster.events.provider.feed.IngestResult.Kind;
import io.muster.events.provider.sim.SimNode;
import io.muster.identity.LocalIdentity;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that replay, and that invent what writers have never said. */
class ForgeriesTest {
  private final Samples samples = new Samples(41);
  private final LocalIdentity owner = SimNode.identity(new Random(1));
  private final LocalIdentity member = SimNode.identity(new Random(2));
  private final LocalIdentity liar = SimNode.identity(new Random(3));
  private final Hash topicId = TopicId.of(owner.key(), "orders");
  private final SimNode server = new SimNode(owner, owner.key(), topicId, new Random(4));
  private final SimNode client = new SimNode(liar, owner.key(), topicId, new Random(5));
  private final RunId run = RunId.ofFirst(samples.bytes(16));
  private final FeedId feed = FeedId.of(topicId, member.key(), run);
  private final Batch first =
      signed(
          member,
          FeedHead.before(feed),
          List.of(
              new Genesis(member.key(), run, topicId, 1, 1, List.of(), Bytes.EMPTY),
              new Reserved(Reserved.HEARTBEAT, Bytes.of(new byte[9]))));

  @BeforeEach
  void admitTheMember() {
    server.admit(member.key());
    server.settle();
    server.giveAllTo(client);
    assertEquals(Kind.STORED, give(first));
  }

  private static Batch signed(LocalIdentity by, FeedHead before, List<? extends Entry> entries) {
    List<byte[]> encoded = entries.stream().map(Entries::encode).toList();
    Header header = Batch.headerOf(before, encoded);
    return Batch.of(header, encoded, by.sign(Batch.PURPOSE, header.encode()));
  }

  private Kind give(Batch batch) {
    CompletableFuture<IngestResult> result =
        client.feeds().ingest(member.key(), run, batch).toCompletableFuture();
    client.settle();
    return result.join().kind();
  }

  private boolean prove(Batch batch) {
    CompletableFuture<Boolean> result =
        client.feeds().trimming().prove(member.key(), batch).toCompletableFuture();
    client.settle();
    return result.join();
  }

  /** A TRIM far ahead of what is here, as its owner would write it. */
  private Batch trim(LocalIdentity by) {
    FeedHead far = new FeedHead(feed, 500, samples.hash());
    FeedHead before = new FeedHead(feed, 700, samples.hash());
    return signed(by, before, List.of(new Trim(far, Bytes.EMPTY)));
  }

  @Test
  void trimThatItsWriterNeverSignedIsNotBelieved() {
    Map<FeedId, FeedHead> before = client.feeds().vector();
    assertFalse(prove(trim(liar)));
    assertFalse(prove(trim(owner)), "the server's statements stand in its own feeds");
    Batch other = signed(member, new FeedHead(feed, 700, samples.hash()), List.of(heartbeat()));
    assertFalse(prove(other), "a batch without a TRIM");
    assertEquals(before, client.feeds().vector());
    assertTrue(client.feeds().batchContaining(feed, 1).isPresent());
    assertTrue(prove(trim(member)), "its writer's word counts");
  }

  private static Reserved heartbeat() {
    return new Reserved(Reserved.HEARTBEAT, Bytes.EMPTY);
  }

  @Test
  void replayChangesNothingNotEvenAfterARestart() {
    Map<FeedId, FeedHead> before = client.feeds().vector();
    int digest = client.feeds().state().digest().hashCode();
    for (int restart = 0; restart < 3; restart++) {
      for (int i = 0; i < 20; i++) {
        assertEquals(Kind.DUPLICATE, give(first));
      }
      assertEquals(before, client.feeds().vector());
      assertEquals(digest, client.feeds().state().digest().hashCode());
      client.crash();
    }
  }

  @Test
  void contradictionThatItsWriterNeverSignedIsNoEvidence() {
    Batch forged = signed(liar, FeedHead.before(feed), List.of(genesis(), heartbeat()));
    assertEquals(Kind.INVALID, give(forged));
    assertFalse(client.feeds().forks().isForked(feed));
    Batch real = signed(member, FeedHead.before(feed), List.of(genesis(), heartbeat()));
    give(real);
    assertTrue(client.feeds().forks().isForked(feed), "two batches of its own prove it");
  }

  private Genesis genesis() {
    return new Genesis(member.key(), run, topicId, 1, 1, List.of(), Bytes.EMPTY);
  }
}
