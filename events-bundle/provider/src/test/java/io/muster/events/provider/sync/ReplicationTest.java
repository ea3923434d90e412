package io.muster.events.provider.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.sim.VirtualTime;
import io.muster.events.provider.sync.Archive.FeedSummary;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Hello;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.Stored;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What peers may do to a node, well or badly. */
class ReplicationTest {
  private final Samples samples = new Samples(17);
  private final VirtualTime time = new VirtualTime();
  private final FakeArchive archive = new FakeArchive();
  private final Hash topic = samples.hash();
  private final PeerKey server = samples.key();
  private final PeerKey self = samples.key();
  private final RunId run = RunId.ofFirst(samples.bytes(RunId.BYTES));
  private final FeedId feed = FeedId.of(topic, server, run);
  private final ScriptedPeer one = new ScriptedPeer(samples.key());
  private final ScriptedPeer two = new ScriptedPeer(samples.key());
  private final List<String> heard = new ArrayList<>();
  private Replication replication;

  @BeforeEach
  void open() {
    archive.members.addAll(List.of(server, self, one.key, two.key));
    Replication.Setting setting =
        new Replication.Setting(topic, server, self, time, time, time, SilentLog.LOGGER);
    replication = new Replication(setting, archive, new Ear());
  }

  private final class Ear implements Replication.Listener {
    @Override
    public void bodyKept(Hash hash) {
      heard.add("kept");
    }

    @Override
    public void caughtUp(PeerKey peer) {
      heard.add("caught up");
    }

    @Override
    public void peerHas(PeerKey peer, FeedId of, long seq) {
      heard.add("has " + seq);
    }

    @Override
    public void peerStored(PeerKey peer, Hash hash) {
      heard.add("stored");
    }
  }

  private void greet(ScriptedPeer peer) {
    peer.open(replication);
    time.runDue();
    say(peer, new Hello(topic, Batch.MAX_BYTES, 1 << 20, samples.hash()));
  }

  private void say(ScriptedPeer peer, Message message) {
    peer.say(message);
    time.runDue();
  }

  private Have have(long last) {
    return have(server, last);
  }

  private Have have(PeerKey writer, long last) {
    return new Have(List.of(new Have.Item(writer, run, last, samples.hash(), 0)));
  }

  private Batch batch(FeedHead before, int entries) {
    byte[] pause = Entries.encode(new Pause(1, 1, Bytes.EMPTY));
    List<byte[]> encoded = IntStream.range(0, entries).mapToObj(i -> pause).toList();
    return Batch.of(Batch.headerOf(before, encoded), encoded, samples.bytes(64));
  }

  private BatchPart part(Batch batch) {
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    long first = batch.header().firstSeq();
    return new BatchPart(batch.header().feedId(), first, bytes.length, 0, Bytes.of(bytes));
  }

  private BodyPart part(Hash hash, byte[] body) {
    return new BodyPart(hash, body.length, 0, Bytes.of(body));
  }

  @Test
  void whatThePeerHasMoreOfIsPulledUntilItIsHere() {
    greet(one);
    say(one, have(5));
    WantFeed want = one.told(WantFeed.class).get(0);
    assertEquals(new WantFeed(feed, 1, feed.value(), FeedPulls.BUDGET), want);
    Batch first = batch(FeedHead.before(feed), 3);
    say(one, part(first));
    assertFalse(heard.contains("caught up"));
    say(one, part(batch(first.end(), 2)));
    assertEquals(2, archive.ingested.size());
    assertTrue(heard.contains("caught up"));
  }

  @Test
  void batchThatNobodyAskedForIsNotTaken() {
    greet(one);
    say(one, part(batch(FeedHead.before(feed), 3)));
    assertTrue(archive.ingested.isEmpty());
    greet(two);
    say(two, have(3));
    say(one, part(batch(FeedHead.before(feed), 3)));
    assertTrue(archive.ingested.isEmpty(), "also when it was asked of another");
  }

  @Test
  void feedOfANonMemberIsNotWanted() {
    greet(one);
    PeerKey stranger = samples.key();
    say(one, new Have(List.of(new Have.Item(stranger, run, 9, samples.hash(), 0))));
    assertTrue(one.told(WantFeed.class).isEmpty());
    archive.members.add(stranger);
    replication.rosterChanged();
    time.runDue();
    assertEquals(1, one.told(WantFeed.class).size(), "considered anew");
  }

  @Test
  void nonMemberIsToldNothingAndRefusedUntilItIsAdmitted() {
    archive.members.remove(one.key);
    archive.feeds.put(feed, new FeedSummary(server, run, new FeedHead(feed, 3, samples.hash()), 0));
    greet(one);
    assertTrue(one.told(Have.class).isEmpty());
    say(one, new WantFeed(feed, 1, feed.value(), 1000));
    say(one, new WantBodies(List.of(samples.hash())));
    assertEquals(
        List.of(Reason.NOT_MEMBER, Reason.NOT_MEMBER),
        one.told(Refuse.class).stream().map(Refuse::reason).toList());
    archive.members.add(one.key);
    replication.rosterChanged();
    assertEquals(1, one.told(Have.class).size());
  }

  @Test
  void secondPeerIsAskedWhenTheFirstIsSilentForFiveSeconds() {
    greet(one);
    greet(two);
    say(one, have(two.key, 3));
    say(two, have(two.key, 3));
    assertEquals(1, one.told(WantFeed.class).size());
    assertTrue(two.told(Follow.class).isEmpty(), "one at a time");
    time.pass(Duration.ofMillis(4_900));
    assertTrue(two.told(Follow.class).isEmpty());
    time.pass(Duration.ofSeconds(2));
    assertEquals(1, two.told(Follow.class).size());
  }

  @Test
  void secondPeerIsAskedAtOnceWhenTheFirstLeavesOrRefuses() {
    greet(one);
    greet(two);
    say(one, have(two.key, 3));
    say(two, have(two.key, 3));
    say(one, Refuse.plain(Reason.NOT_MEMBER, FeedId.of(topic, two.key, run).value()));
    assertEquals(1, two.told(Follow.class).size());
    two.leave();
    time.runDue();
    one.told.clear();
    time.pass(Duration.ofSeconds(31));
    assertFalse(one.told(WantFeed.class).isEmpty(), "no refusal is final");
  }

  @Test
  void threeInvalidBatchesEndTheConnection() {
    archive.verdict = Archive.Ingest.INVALID;
    greet(one);
    for (int i = 1; i <= 3; i++) {
      assertNull(one.accused);
      say(one, have(3 + i));
      say(one, part(batch(FeedHead.before(feed), 3)));
    }
    assertNotNull(one.accused);
  }

  @Test
  void malformedOrMisplacedMessageEndsTheConnection() {
    greet(one);
    one.say(new byte[] {99});
    time.runDue();
    assertNotNull(one.accused);
    two.open(replication);
    time.runDue();
    say(two, have(3));
    assertNotNull(two.accused, "HELLO comes first");
    ScriptedPeer three = new ScriptedPeer(samples.key());
    three.open(replication);
    time.runDue();
    say(three, new Hello(samples.hash(), 1, 1, samples.hash()));
    assertNotNull(three.accused, "another topic");
  }

  @Test
  void peerThatSendsWithoutEndIsCutOffBeforeItFillsTheMemory() {
    greet(one);
    Stored stored = new Stored(Collections.nCopies(MessageCodec.MAX_HASHES, samples.hash()));
    for (int i = 0; i < Replication.MAX_UNREAD / 16_000 + 1 && one.accused == null; i++) {
      one.say(stored);
    }
    assertNotNull(one.accused);
  }

  @Test
  void bodyIsTakenOnlyIfAskedForAndOnlyWithItsHash() {
    byte[] body = samples.bytes(300);
    Hash hash = Hash.sha256(body);
    greet(one);
    say(one, part(hash, body));
    assertTrue(archive.bodies.isEmpty(), "not asked for");
    archive.lacking.add(hash);
    replication.want(hash, body.length, true);
    time.runDue();
    assertEquals(List.of(new WantBodies(List.of(hash))), one.told(WantBodies.class));
    say(one, part(hash, samples.bytes(300)));
    assertTrue(archive.bodies.isEmpty(), "another body");
    say(one, new Stored(List.of(hash)));
    assertEquals(1, one.told(WantBodies.class).size(), "asked again as it says it has it");
    say(one, part(hash, body));
    assertArrayEquals(body, archive.bodies.get(hash));
    assertEquals(List.of(new Stored(List.of(hash))), one.told(Stored.class));
    assertTrue(heard.contains("kept"));
  }

  @Test
  void bodyIsAskedOfAnotherWhoeverRefusesOrIsSilent() {
    byte[] body = samples.bytes(300);
    Hash hash = Hash.sha256(body);
    archive.lacking.add(hash);
    greet(one);
    replication.want(hash, body.length, false);
    time.runDue();
    assertEquals(1, one.told(WantBodies.class).size());
    greet(two);
    say(one, Refuse.plain(Reason.NOT_HERE, hash));
    assertEquals(1, two.told(WantBodies.class).size());
    time.pass(Duration.ofSeconds(7));
    assertTrue(one.told(WantBodies.class).isEmpty(), "it has said no");
    say(one, new Stored(List.of(hash)));
    assertEquals(1, one.told(WantBodies.class).size());
  }

  @Test
  void bodiesAreAskedForWithinAWindowOfBytesTheOwnLaneFirst() {
    greet(one);
    List<Hash> hashes = IntStream.range(0, 40).mapToObj(i -> samples.hash()).toList();
    archive.lacking.addAll(hashes);
    hashes.forEach(hash -> replication.want(hash, 100_000, hash.equals(hashes.get(39))));
    time.runDue();
    WantBodies want = one.told(WantBodies.class).get(0);
    assertEquals(hashes.get(39), want.hashes().get(0));
    assertEquals(BodyFetch.WINDOW / 100_000, want.hashes().size());
  }

  @Test
  void growthIsToldOnceToMembers() {
    greet(one);
    archive.feeds.put(feed, new FeedSummary(server, run, new FeedHead(feed, 3, samples.hash()), 0));
    replication.grew(feed);
    replication.grew(feed);
    time.runDue();
    assertEquals(1, one.told(Have.class).size());
    replication.grew(feed);
    time.runDue();
    assertTrue(one.told(Have.class).isEmpty());
  }

  @Test
  void equalDigestsNeedNoHave() {
    archive.feeds.put(feed, new FeedSummary(server, run, new FeedHead(feed, 3, samples.hash()), 0));
    one.open(replication);
    time.runDue();
    Hello hello = one.told(Hello.class).get(0);
    say(one, hello);
    assertTrue(one.told(Have.class).isEmpty());
    assertTrue(heard.contains("has 3"), "what is here is there, too");
    assertTrue(heard.contains("caught up"));
  }

  @Test
  void requestsAreAnsweredFromTheStore() {
    Batch batch = batch(FeedHead.before(feed), 200);
    archive.batches.put(feed, batch);
    byte[] body = samples.bytes(40_000);
    Hash hash = Hash.sha256(body);
    archive.bodies.put(hash, body);
    greet(one);
    one.told.clear();
    say(one, new WantFeed(feed, 7, feed.value(), 1));
    assertEquals(
        batch.size(), one.told(BatchPart.class).stream().mapToInt(p -> p.part().length()).sum());
    say(one, new WantBodies(List.of(hash, samples.hash())));
    assertEquals(3, one.told.stream().filter(BodyPart.class::isInstance).count(), "parts");
    assertEquals(Reason.NOT_HERE, one.told(Refuse.class).get(0).reason());
  }

  @Test
  void closedTopicTakesNoChannel() {
    greet(one);
    replication.close("the end");
    assertEquals("the end", one.closed);
    two.open(replication);
    time.runDue();
    assertNotNull(two.closed);
  }
}
