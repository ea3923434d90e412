package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Reserved;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.feed.IngestResult.Kind;
import io.muster.events.provider.sim.SimNode;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedsTest {
  private final Samples samples = new Samples(31);
  private final LocalIdentity owner = SimNode.identity(new Random(1));
  private final LocalIdentity member = SimNode.identity(new Random(2));
  private final LocalIdentity stranger = SimNode.identity(new Random(3));
  private final Hash topicId = TopicId.of(owner.key(), "orders");
  private final SimNode server = new SimNode(owner, owner.key(), topicId, new Random(4));
  private final SimNode client = new SimNode(member, owner.key(), topicId, new Random(5));
  private final RunId run = RunId.ofFirst(samples.bytes(16));

  @BeforeEach
  void admitTheMember() {
    server.admit(member.key());
    server.settle();
    server.giveAllTo(client);
  }

  /** Signs batches as nobody's writer would. */
  private static Batch signed(LocalIdentity by, FeedHead before, List<? extends Entry> entries) {
    List<byte[]> encoded = entries.stream().map(Entries::encode).toList();
    Header header = Batch.headerOf(before, encoded);
    return Batch.of(header, encoded, by.sign(Batch.PURPOSE, header.encode()));
  }

  private Genesis genesis(PeerKey key) {
    return new Genesis(key, run, topicId, 1, 1, List.of(), Bytes.EMPTY);
  }

  private Batch first(LocalIdentity by, Entry... more) {
    List<Entry> entries = new ArrayList<>(List.of(genesis(by.key())));
    entries.addAll(List.of(more));
    return signed(by, FeedHead.before(FeedId.of(topicId, by.key(), run)), entries);
  }

  private static Reserved filler(int size) {
    return new Reserved(Reserved.HEARTBEAT, Bytes.of(new byte[size]));
  }

  private IngestResult give(SimNode node, PeerKey key, Batch batch) {
    CompletableFuture<IngestResult> result =
        node.feeds().ingest(key, run, batch).toCompletableFuture();
    node.settle();
    return result.join();
  }

  @Test
  void storedBatchShowsOnlyWhenItIsOnDisk() {
    Batch batch = first(member, filler(1));
    CompletableFuture<IngestResult> result =
        client.feeds().ingest(member.key(), run, batch).toCompletableFuture();
    client.time().runDue();
    assertFalse(result.isDone());
    assertFalse(client.feeds().vector().containsKey(batch.header().feedId()));
    assertTrue(client.feeds().batchContaining(batch.header().feedId(), 1).isEmpty());
    client.settle();
    assertEquals(Kind.STORED, result.join().kind());
    assertEquals(batch.end(), client.feeds().vector().get(batch.header().feedId()));
    assertEquals(
        batch.bytes(), client.feeds().batchContaining(batch.header().feedId(), 2).get().bytes());
  }

  @Test
  void batchesOfAFeedFollowEachOtherWithoutWaitingForTheDisk() {
    Batch one = first(member, filler(1));
    Batch two = signed(member, one.end(), List.of(filler(2)));
    Batch three = signed(member, two.end(), List.of(filler(3)));
    List<StoredBatch> heard = new ArrayList<>();
    server.feeds().listen(heard::add);
    server.feeds().ingest(member.key(), run, one);
    server.feeds().ingest(member.key(), run, two);
    CompletableFuture<IngestResult> last =
        server.feeds().ingest(member.key(), run, three).toCompletableFuture();
    assertEquals(3, server.disk().waiting());
    server.settle();
    assertEquals(Kind.STORED, last.join().kind());
    assertEquals(4, server.feeds().vector().get(one.header().feedId()).seq());
    assertEquals(
        List.of(1L, 3L, 4L), heard.stream().map(s -> s.batch().header().firstSeq()).toList());
  }

  @Test
  void repeatedBatchIsADuplicateWhateverItsSignature() {
    Batch batch = first(member);
    assertEquals(Kind.STORED, give(server, member.key(), batch).kind());
    assertEquals(Kind.DUPLICATE, give(server, member.key(), batch).kind());
    byte[] other = new byte[batch.size()];
    batch.bytes().get(other);
    other[other.length - 1] ^= 1;
    assertEquals(Kind.DUPLICATE, give(server, member.key(), Batch.parse(other)).kind());
    assertFalse(server.feeds().forks().isForked(batch.header().feedId()));
  }

  @Test
  void batchBehindAGapTellsWhatIsMissing() {
    Batch one = first(member, filler(1));
    Batch two = signed(member, one.end(), List.of(filler(2)));
    assertEquals(IngestResult.gap(1), give(server, member.key(), two));
    give(server, member.key(), one);
    assertEquals(Kind.STORED, give(server, member.key(), two).kind());
  }

  @Test
  void otherBoundaryOrPastProvesAForkIfItIsSignedAndIsInvalidIfNot() {
    Batch one = first(member, filler(1));
    give(server, member.key(), one);
    FeedId feed = one.header().feedId();
    Batch otherBoundary = first(member, filler(1), filler(2));
    Batch otherPast = signed(member, new FeedHead(feed, 2, samples.hash()), List.of(filler(3)));
    Batch forged = signed(stranger, new FeedHead(feed, 2, samples.hash()), List.of(filler(4)));
    assertEquals(Kind.INVALID, give(server, member.key(), forged).kind());
    assertFalse(server.feeds().forks().isForked(feed));
    assertEquals(Kind.EVIDENCE, give(server, member.key(), otherPast).kind());
    assertTrue(server.feeds().forks().isForked(feed));
    assertEquals(Kind.EVIDENCE, give(server, member.key(), otherBoundary).kind());
    assertEquals(Kind.DUPLICATE, give(server, member.key(), otherBoundary).kind());
    assertEquals(one.end(), server.feeds().vector().get(feed));
    assertForked(feed, otherBoundary);
    server.crash();
    assertForked(feed, otherBoundary);
    assertEquals(one.end(), server.feeds().vector().get(feed));
  }

  private void assertForked(FeedId feed, Batch... branches) {
    Forks forks = server.feeds().forks();
    ForkProof proof = forks.proofs().iterator().next();
    assertTrue(proof.holds(topicId, new Ed25519Verifier()));
    assertEquals(feed, proof.feed());
    assertEquals(0, forks.point(feed), "the beginnings differ");
    assertEquals(
        Stream.of(branches).map(Batch::end).collect(Collectors.toSet()),
        Set.copyOf(forks.heads(feed)));
  }

  @Test
  void fourBranchesAreKeptAndNoMore() {
    Batch one = first(member, filler(1));
    give(server, member.key(), one);
    FeedId feed = one.header().feedId();
    Batch second = first(member, filler(2));
    give(server, member.key(), second);
    for (int i = 3; i < 12; i++) {
      give(server, member.key(), first(member, filler(i)));
    }
    assertEquals(Branches.MAX_HEADS - 1, server.feeds().forks().heads(feed).size());
    Batch longer = signed(member, second.end(), List.of(filler(13)));
    give(server, member.key(), longer);
    assertTrue(server.feeds().forks().heads(feed).contains(longer.end()), "a branch may grow");
    assertEquals(Branches.MAX_HEADS - 1, server.feeds().forks().heads(feed).size());
    for (Batch last = longer; ; ) {
      last = signed(member, last.end(), List.of(filler(60_000)));
      if (give(server, member.key(), last).kind() == Kind.QUOTA) {
        break;
      }
    }
    assertTrue(server.feeds().used(member.key()).counted().bytes() <= Quotas.DEFAULTS.bytes());
  }

  private static Admit admit(PeerKey key) {
    return new Admit(key, true, Quotas.DEFAULTS, Long.MAX_VALUE >> 11, Bytes.EMPTY);
  }

  private static Pause pause(int ms) {
    return new Pause(ms, Long.MAX_VALUE >> 11, Bytes.EMPTY);
  }

  private Add add(PeerKey to, Position at) {
    EventId id = EventId.of(samples.bytes(EventId.BYTES));
    ContextId context = ContextId.ofFirst(samples.bytes(16));
    Hash hash = samples.hash();
    return new Add(to, id, 1, 5, hash, 300, context, hash, Bytes.EMPTY, 9, 0, at, Bytes.EMPTY);
  }

  @Test
  void statementsBehindAForkHaveNoEffectAndEventsOfAllBranchesHave() {
    PeerKey late = stranger.key();
    FeedId feed = FeedId.of(topicId, owner.key(), run);
    Batch begin = signed(owner, FeedHead.before(feed), List.of(genesis(owner.key())));
    Batch admits = signed(owner, begin.end(), List.of(admit(late), pause(7)));
    Add add = add(member.key(), new Position(feed, 2));
    Batch adds = signed(owner, begin.end(), List.of(add));
    give(client, owner.key(), begin);
    give(client, owner.key(), admits);
    assertTrue(client.feeds().state().roster().isMember(late));
    assertEquals(7, client.feeds().state().pauseMs());
    give(client, owner.key(), adds);
    for (int restarts = 0; restarts < 2; restarts++) {
      assertFalse(client.feeds().state().roster().isMember(late));
      assertTrue(client.feeds().state().roster().isMember(member.key()));
      assertEquals(0, client.feeds().state().pauseMs());
      assertTrue(client.feeds().state().event(add.eventId(), member.key()).isPresent());
      assertEquals(2, client.feeds().state().withheld().size());
      client.crash();
    }
    SimNode other = new SimNode(member, owner.key(), topicId, new Random(6));
    server.giveAllTo(other);
    give(other, owner.key(), begin);
    give(other, owner.key(), adds);
    give(other, owner.key(), admits);
    assertEquals(client.feeds().state().digest(), other.feeds().state().digest(), "in any order");
  }

  @Test
  void feedOfAStrangerIsNotTakenUntilItIsAdmitted() {
    Batch batch = first(stranger);
    assertEquals(Kind.NOT_MEMBER, give(server, stranger.key(), batch).kind());
    server.admit(stranger.key());
    server.settle();
    assertEquals(Kind.STORED, give(server, stranger.key(), batch).kind());
  }

  @Test
  void wrongNameSignatureRootAndEntriesAreInvalid() {
    Batch good = first(member, filler(1));
    assertEquals(Kind.INVALID, give(server, stranger.key(), good).kind());
    assertEquals(Kind.INVALID, give(server, member.key(), altered(good, good.size() - 1)).kind());
    assertEquals(Kind.INVALID, give(server, member.key(), altered(good, good.size() - 65)).kind());
    assertEquals(
        Kind.INVALID, give(server, member.key(), first(member, genesis(member.key()))).kind());
    Batch serversKind = first(member, new Pause(1, 1, Bytes.EMPTY));
    assertEquals(Kind.INVALID, give(server, member.key(), serversKind).kind());
    FeedHead begin = FeedHead.before(good.header().feedId());
    Batch noGenesis = signed(member, begin, List.of(filler(1)));
    assertEquals(Kind.INVALID, give(server, member.key(), noGenesis).kind());
    Batch otherGenesis = signed(member, begin, List.of(genesis(owner.key())));
    assertEquals(Kind.INVALID, give(server, member.key(), otherGenesis).kind());
    assertTrue(server.feeds().feed(good.header().feedId()).isEmpty());
    assertEquals(Kind.STORED, give(server, member.key(), good).kind());
  }

  private static Batch altered(Batch batch, int at) {
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    bytes[at] ^= 1;
    return Batch.parse(bytes);
  }

  @Test
  void quotaOfAMemberIsAHardLimitThatCanBeRaised() {
    Quotas few = Quotas.DEFAULTS.withFeeds(65_536, 256);
    server.writer().append(new Admit(member.key(), true, few, Long.MAX_VALUE >> 11, Bytes.EMPTY));
    server.settle();
    Batch one = first(member, filler(40_000));
    Batch two = signed(member, one.end(), List.of(filler(40_000)));
    assertEquals(Kind.STORED, give(server, member.key(), one).kind());
    assertEquals(Kind.QUOTA, give(server, member.key(), two).kind());
  }

  @Test
  void reservedKindsAreKeptAndReadableAfterARestart() {
    Batch batch = first(member, filler(9));
    give(server, member.key(), batch);
    Map<FeedId, FeedHead> vector = server.feeds().vector();
    Hash digest = server.feeds().state().digest();
    server.crash();
    assertEquals(vector, server.feeds().vector());
    assertEquals(digest, server.feeds().state().digest());
    assertEquals(
        batch.bytes(), server.feeds().batchContaining(batch.header().feedId(), 1).get().bytes());
    assertEquals(batch.size(), server.feeds().feed(batch.header().feedId()).get().bytes());
  }

  @Test
  void batchThatTheDiskDidNotTakeCanComeAgain() {
    Batch one = first(member, filler(1));
    Batch two = signed(member, one.end(), List.of(filler(2)));
    CompletableFuture<IngestResult> failed =
        server.feeds().ingest(member.key(), run, one).toCompletableFuture();
    CompletableFuture<IngestResult> behind =
        server.feeds().ingest(member.key(), run, two).toCompletableFuture();
    server.disk().failOne();
    server.settle();
    assertTrue(failed.isCompletedExceptionally() && behind.isCompletedExceptionally());
    assertEquals(1, server.feeds().nextSeq(one.header().feedId()));
    assertEquals(Kind.STORED, give(server, member.key(), one).kind());
    assertEquals(Kind.STORED, give(server, member.key(), two).kind());
    Map<FeedId, FeedHead> vector = server.feeds().vector();
    server.crash();
    assertEquals(vector, server.feeds().vector());
  }

  @Test
  void clientWithoutOwnHistoryKnowsThatItMustAsk() {
    OwnHistory empty = new OwnHistory(client.feeds());
    assertTrue(empty.isEmpty());
    client.writer().append(filler(1));
    client.settle();
    assertFalse(empty.isEmpty());
    assertEquals(List.of(), empty.missing());
    FeedHead old = client.feeds().vector().get(client.writer().feedId());
    client.crash();
    client.writer().append(filler(2));
    client.settle();
    client.giveAllTo(server);
    SimNode restored = new SimNode(member, owner.key(), topicId, new Random(6));
    server.giveAllTo(restored);
    OwnHistory history = new OwnHistory(restored.feeds());
    assertEquals(List.of(), history.missing());
    SimNode partly = new SimNode(member, owner.key(), topicId, new Random(7));
    server.giveServersAnd(client.writer().feedId(), partly);
    assertEquals(List.of(old), new OwnHistory(partly.feeds()).missing());
  }
}
