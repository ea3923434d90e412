package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Reserved;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.sim.SimNode;
import io.muster.identity.LocalIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FeedWriterTest {
  private final Samples samples = new Samples(21);
  private final LocalIdentity identity = SimNode.identity(new Random(1));
  private final SimNode node =
      new SimNode(identity, identity.key(), TopicId.of(identity.key(), "orders"), new Random(2));

  private CompletableFuture<Position> append(int bytes) {
    Reserved entry = new Reserved(Reserved.HEARTBEAT, Bytes.of(new byte[bytes]));
    return node.writer().append(entry).toCompletableFuture();
  }

  private CompletableFuture<Position> receipt() {
    Consumed entry =
        new Consumed(
            identity.key(),
            samples.event(),
            samples.position(),
            samples.hash(),
            ConsumedEvent.Outcome.OK,
            1,
            Bytes.EMPTY,
            Bytes.EMPTY);
    return node.writer().append(entry).toCompletableFuture();
  }

  private List<Integer> batches() {
    FeedId feed = node.writer().feedId();
    List<Integer> sizes = new ArrayList<>();
    long seq = 1;
    while (seq < node.feeds().nextSeq(feed)) {
      Batch batch = node.feeds().batchContaining(feed, seq).orElseThrow();
      sizes.add(batch.header().count());
      seq += batch.header().count();
    }
    return sizes;
  }

  @Test
  void runThatWritesNothingLeavesNothing() {
    node.settle();
    assertEquals(List.of(), List.copyOf(node.feeds().all()));
    assertEquals(0, node.feeds().entryCount());
  }

  @Test
  void firstEntryStandsBehindGenesis() {
    assertEquals(2, node.writer().nextSeq());
    CompletableFuture<Position> done = append(3);
    assertEquals(3, node.writer().nextSeq());
    node.settle();
    assertEquals(new Position(node.writer().feedId(), 2), done.join());
    Genesis genesis = node.feeds().state().genesis(node.writer().feedId()).orElseThrow();
    assertEquals(node.writer().feedId(), genesis.feedId());
    assertEquals(List.of(), genesis.previous());
  }

  @Test
  void nothingIsReportedBeforeItIsOnDisk() {
    CompletableFuture<Position> done = append(3);
    node.time().runDue();
    assertEquals(2, node.disk().waiting());
    assertFalse(done.isDone());
    assertTrue(node.feeds().vector().isEmpty());
    assertTrue(node.feeds().state().genesis(node.writer().feedId()).isEmpty());
    node.disk().sync();
    node.time().runDue();
    assertTrue(done.isDone());
    assertEquals(2, node.feeds().vector().get(node.writer().feedId()).seq());
  }

  @Test
  void entriesThatComeWhileTheDiskIsBusyShareABatch() {
    append(3);
    node.time().runDue();
    for (int i = 0; i < 20; i++) {
      append(3);
      node.time().runDue();
    }
    assertEquals(2, node.disk().waiting());
    node.settle();
    assertEquals(List.of(1, 1, 20), batches());
  }

  @Test
  void entriesOfOneMomentShareABatch() {
    for (int i = 0; i < 20; i++) {
      append(3);
    }
    node.settle();
    assertEquals(List.of(1, 20), batches());
  }

  @Test
  void fullBatchDoesNotWaitForTheDisk() {
    for (int i = 0; i < 600; i++) {
      append(1);
    }
    assertEquals(3, node.disk().waiting());
    node.settle();
    assertEquals(List.of(1, 256, 256, 88), batches());
  }

  @Test
  void batchIsClosedBeforeItIsLongerThan64KiB() {
    for (int i = 0; i < 4; i++) {
      append(30_000);
    }
    node.settle();
    assertEquals(List.of(1, 2, 2), batches());
    append(Batch.MAX_ENTRY_BYTES - 5);
    assertThrows(IllegalArgumentException.class, () -> append(Batch.MAX_ENTRY_BYTES - 4));
  }

  @Test
  void receiptsWaitShortlyForCompany() {
    CompletableFuture<Position> first = receipt();
    node.time().runDue();
    assertEquals(1, node.disk().waiting(), "GENESIS");
    node.time().pass(Duration.ofMillis(40));
    CompletableFuture<Position> second = receipt();
    node.time().pass(Duration.ofMillis(10));
    assertEquals(2, node.disk().waiting());
    node.disk().sync();
    node.time().runDue();
    assertTrue(first.isDone() && second.isDone());
    assertEquals(List.of(1, 2), batches());
  }

  @Test
  void receiptsDoNotWaitWhenNoCompanyIsExpected() {
    CompletableFuture<Position> receipt = receipt();
    node.writer().expectNoCompany();
    node.time().runDue();
    assertEquals(2, node.disk().waiting());
    node.disk().sync();
    node.time().runDue();
    assertTrue(receipt.isDone());
    node.writer().expectNoCompany();
    node.time().runDue();
    assertEquals(0, node.disk().waiting());
  }

  @Test
  void receiptsTravelWithWhatDoesNotWait() {
    CompletableFuture<Position> receipt = receipt();
    append(3);
    node.time().runDue();
    node.disk().sync();
    node.time().runDue();
    assertTrue(receipt.isDone());
  }

  @Test
  void flushWaitsForNoCompany() {
    receipt();
    CompletableFuture<Void> flushed = node.writer().flush().toCompletableFuture();
    assertEquals(2, node.disk().waiting());
    assertFalse(flushed.isDone());
    node.disk().sync();
    node.time().runDue();
    assertTrue(flushed.isDone());
    assertTrue(node.writer().flush().toCompletableFuture().isDone());
  }

  @Test
  void nextRunWritesAnotherFeedAndNamesTheOneBefore() {
    append(3);
    node.settle();
    FeedId before = node.writer().feedId();
    node.crash();
    append(3);
    node.settle();
    FeedId after = node.writer().feedId();
    assertNotEquals(before, after);
    Genesis genesis = node.feeds().state().genesis(after).orElseThrow();
    assertEquals(List.of(node.feeds().vector().get(before)), genesis.previous());
    assertEquals(2, node.feeds().vector().get(before).seq());
    long earlier = node.feeds().state().genesis(before).orElseThrow().ordinal();
    assertTrue(genesis.ordinal() > earlier);
  }

  @Test
  void batchThatTheDiskDidNotTakeEndsTheRun() {
    CompletableFuture<Position> stored = append(1);
    node.settle();
    FeedId before = node.writer().feedId();
    CompletableFuture<Position> lost = append(2);
    node.time().runDue();
    CompletableFuture<Position> open = append(3);
    node.disk().failOne();
    node.time().runDue();
    assertTrue(lost.isCompletedExceptionally() && open.isCompletedExceptionally());
    assertNotEquals(before, node.writer().feedId());
    assertEquals(0, node.writer().waiting());
    CompletableFuture<Position> next = append(4);
    node.settle();
    assertEquals(node.writer().feedId(), next.join().feed());
    assertEquals(before, stored.join().feed());
    assertEquals(2, node.feeds().vector().get(before).seq());
  }

  @Test
  void runThatIsLeftIsNamedAsFarAsItIsSigned() {
    append(1);
    node.settle();
    FeedId left = node.writer().feedId();
    CompletableFuture<Position> underWay = append(2);
    node.time().runDue();
    node.writer().beginAnotherRun();
    CompletableFuture<Position> next = append(3);
    node.settle();
    assertEquals(new Position(left, 3), underWay.join());
    assertEquals(List.of(node.feeds().vector().get(left)), previous(next.join().feed()));
  }

  @Test
  void runEndsThatNamesWhatTheDiskDidNotTake() {
    append(1);
    node.settle();
    FeedId left = node.writer().feedId();
    append(2);
    node.time().runDue();
    node.writer().beginAnotherRun();
    append(3);
    FeedId names = node.writer().feedId();
    node.disk().failOne();
    node.settle();
    assertNotEquals(names, node.writer().feedId());
    CompletableFuture<Position> next = append(4);
    node.settle();
    assertEquals(2, node.feeds().vector().get(left).seq());
    assertTrue(previous(next.join().feed()).contains(node.feeds().vector().get(left)));
  }

  private List<FeedHead> previous(FeedId feed) {
    return node.feeds().state().genesis(feed).orElseThrow().previous();
  }

  @Test
  void nothingHangsWhenTheIdentityHasGone() {
    append(1);
    node.settle();
    CompletableFuture<Position> unsigned = append(2);
    node.identity().close();
    node.settle();
    assertTrue(unsigned.isCompletedExceptionally());
    assertTrue(append(3).isCompletedExceptionally());
    assertTrue(node.writer().flush().toCompletableFuture().isDone());
  }

  @Test
  void eventsNameTheirOwnPlaceAndLaneNumber() {
    Samples other = new Samples(3);
    assertThrows(IllegalArgumentException.class, () -> addAt(3, 1, other));
    assertEquals(1, node.writer().nextLaneSeq(identity.key()));
    assertThrows(IllegalArgumentException.class, () -> addAt(node.writer().nextSeq(), 2, other));
    node.add(identity.key(), other.event(), "1");
    assertEquals(2, node.writer().nextLaneSeq(identity.key()));
  }

  private void addAt(long seq, long laneSeq, Samples drawn) {
    node.writer()
        .append(
            new Add(
                identity.key(),
                drawn.event(),
                laneSeq,
                1,
                drawn.hash(),
                272,
                ContextId.ofFirst(drawn.bytes(16)),
                drawn.hash(),
                Bytes.EMPTY,
                2,
                0,
                new Position(node.writer().feedId(), seq),
                Bytes.EMPTY));
  }
}
