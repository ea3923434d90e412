package io.muster.events.provider.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that flood, trickle, repeat themselves or begin without end. */
class StrangersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Samples samples = new Samples(29);
  private final VirtualTime time = new VirtualTime();
  private final FakeArchive archive = new FakeArchive();
  private final Hash topic = samples.hash();
  private final PeerKey server = samples.key();
  private final PeerKey self = samples.key();
  private final PeerKey author = samples.key();
  private final RunId run = RunId.ofFirst(samples.bytes(RunId.BYTES));
  private final FeedId feed = FeedId.of(topic, author, run);
  private final ScriptedPeer one = new ScriptedPeer(samples.key());
  private final ScriptedPeer two = new ScriptedPeer(samples.key());
  private final ScriptedPeer three = new ScriptedPeer(samples.key());
  private final ScriptedPeer source = new ScriptedPeer(server);
  private Replication replication;

  @BeforeEach
  void open() {
    archive.members.addAll(List.of(server, self, author, one.key, two.key, three.key));
    Replication.Setting setting =
        new Replication.Setting(topic, server, self, time, time, time, SilentLog.LOGGER);
    replication = new Replication(setting, archive, new Deaf());
  }

  private static final class Deaf implements Replication.Listener {
    @Override
    public void bodyKept(Hash hash) {}

    @Override
    public void caughtUp(PeerKey peer) {}

    @Override
    public void peerHas(PeerKey peer, FeedId of, long seq) {}

    @Override
    public void peerStored(PeerKey peer, Hash hash) {}
  }

  private void greet(ScriptedPeer... peers) {
    for (ScriptedPeer peer : peers) {
      peer.open(replication);
      time.runDue();
      say(peer, new Hello(topic, Batch.MAX_BYTES, 1 << 20, samples.hash()));
    }
  }

  private void say(ScriptedPeer peer, Message message) {
    peer.say(message);
    time.runDue();
  }

  private Have have(PeerKey writer, long last) {
    return new Have(List.of(new Have.Item(writer, run, last, samples.hash(), 0)));
  }

  private Batch batch(FeedHead before) {
    List<byte[]> encoded = List.of(Entries.encode(new Pause(1, 1, Bytes.EMPTY)));
    return Batch.of(Batch.headerOf(before, encoded), encoded, samples.bytes(64));
  }

  private BatchPart part(Batch batch) {
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    long first = batch.header().firstSeq();
    return new BatchPart(batch.header().feedId(), first, bytes.length, 0, Bytes.of(bytes));
  }

  /** Gives one small batch each second. */
  private void trickle(ScriptedPeer peer, int seconds) {
    FeedHead end = FeedHead.before(feed);
    for (int i = 0; i < seconds; i++) {
      Batch next = batch(end);
      say(peer, part(next));
      end = next.end();
      time.pass(SECOND);
    }
  }

  @Test
  void anotherIsAskedWhenOneGivesLessThanTheMinimumRate() {
    greet(one, two);
    say(one, have(author, 1_000));
    say(two, have(author, 1_000));
    trickle(one, 4);
    assertTrue(two.told(WantFeed.class).isEmpty());
    trickle(one, 3);
    assertEquals(1, two.told(WantFeed.class).size());
  }

  @Test
  void slowPeerIsGoneOnWithWhileNobodyElseHasIt() {
    greet(one, two);
    say(one, have(author, 1_000));
    trickle(one, 20);
    assertEquals(20, archive.ingested.size());
    assertNull(one.accused);
  }

  @Test
  void ownLaneIsAskedOfTwo() {
    greet(one, two, three);
    for (ScriptedPeer peer : List.of(one, two, three)) {
      say(peer, have(server, 5));
    }
    assertEquals(1, one.told(WantFeed.class).size());
    assertEquals(1, two.told(WantFeed.class).size());
    assertTrue(three.told(WantFeed.class).isEmpty());
  }

  @Test
  void ownLaneIsAskedOfTheServerAlone() {
    greet(source, two);
    say(source, have(server, 5));
    say(two, have(server, 5));
    assertEquals(1, source.told(Follow.class).size());
    assertTrue(two.told(WantFeed.class).isEmpty());
  }

  @Test
  void bodyIsAskedOfAnotherHolderWhenOneTrickles() {
    byte[] body = samples.bytes(10 * MessageCodec.MAX_PART);
    Hash hash = Hash.sha256(body);
    archive.lacking.add(hash);
    greet(one);
    replication.want(hash, body.length, true);
    time.runDue();
    assertEquals(1, one.told(WantBodies.class).size());
    greet(two);
    say(two, new Stored(List.of(hash)));
    time.pass(Duration.ofSeconds(4));
    assertTrue(two.told(WantBodies.class).isEmpty());
    time.pass(Duration.ofSeconds(3));
    assertEquals(1, two.told(WantBodies.class).size());
  }

  @Test
  void largeBodyThatKeepsComingIsWaitedFor() {
    byte[] body = samples.bytes(10 * MessageCodec.MAX_PART);
    Hash hash = Hash.sha256(body);
    archive.lacking.add(hash);
    greet(two);
    replication.want(hash, body.length, true);
    time.runDue();
    assertEquals(1, two.told(WantBodies.class).size());
    greet(one);
    say(one, new Stored(List.of(hash)));
    for (int at = 0; at < body.length; at += MessageCodec.MAX_PART) {
      byte[] part = Arrays.copyOfRange(body, at, at + MessageCodec.MAX_PART);
      say(two, new BodyPart(hash, body.length, at, Bytes.of(part)));
      time.pass(SECOND);
    }
    assertTrue(archive.bodies.containsKey(hash));
    assertTrue(one.told(WantBodies.class).isEmpty(), "a slow link is no reason");
  }

  @Test
  void batchThatIsOnItsWayToTheDiskIsNotAskedForAgain() {
    archive.isBehind = true;
    greet(one);
    Batch whole = batch(FeedHead.before(feed));
    say(one, have(author, 1));
    for (int answers = 0; answers < 3; answers++) {
      say(one, part(whole));
    }
    assertEquals(1, one.told(WantFeed.class).size());
    archive.isBehind = false;
    time.pass(Duration.ofSeconds(31));
    assertEquals(1, one.told(WantFeed.class).size());
  }

  @Test
  void unaskedBatchesAreNeverVerifiedAndEndTheConnectionInTheLongRun() {
    greet(one);
    BatchPart unasked = part(batch(FeedHead.before(feed)));
    for (int i = 0; i < 1_000; i++) {
      say(one, unasked);
    }
    assertNull(one.accused, "an answer may come late");
    for (int i = 0; i < 2_000; i++) {
      say(one, unasked);
    }
    assertNotNull(one.accused);
    assertTrue(archive.ingested.isEmpty());
  }

  @Test
  void answerThatComesTooLateIsNoOffence() {
    greet(one);
    say(one, have(author, 100_000));
    time.pass(Duration.ofSeconds(7));
    FeedHead end = FeedHead.before(feed);
    int sent = 0;
    for (int i = 0; sent < FeedPulls.BUDGET; i++) {
      Batch late = batch(end);
      say(one, part(late));
      sent += late.size();
      end = late.end();
    }
    assertNull(one.accused, "it was asked for that much");
    assertTrue(archive.ingested.isEmpty(), "but others may have been asked since");
  }

  @Test
  void writerThatSendsBeyondItsCreditIsNotFollowedAnyMore() {
    ScriptedPeer writer = new ScriptedPeer(author);
    greet(writer);
    say(writer, have(author, 1_000_000));
    assertEquals(1, writer.told(Follow.class).size());
    archive.isStuck = true;
    FeedHead end = FeedHead.before(feed);
    for (int i = 0; i < 20_000; i++) {
      Batch next = batch(end);
      say(writer, part(next));
      end = next.end();
    }
    long bytes = archive.ingested.stream().mapToLong(Batch::size).sum();
    assertTrue(bytes < 2 * Following.CREDIT + Batch.MAX_BYTES, bytes + " bytes wait for the disk");
    assertTrue(writer.told(Follow.class).contains(Follow.more(feed, 0)));
  }

  @Test
  void sameBatchAgainAndAgainIsVerifiedOnce() {
    greet(one);
    say(one, have(author, 1_000_000));
    BatchPart first = part(batch(FeedHead.before(feed)));
    for (int i = 0; i < 1_000; i++) {
      say(one, first);
    }
    assertEquals(1, archive.ingested.size());
  }

  @Test
  void newsThatAreNoneEndTheConnectionInTheLongRun() {
    greet(one);
    Have same = have(author, 5);
    for (int i = 0; i < 3_000; i++) {
      say(one, same);
    }
    assertNotNull(one.accused);
  }

  @Test
  void signaturesThatBringNothingAreCheckedTwoHundredTimesASecond() {
    archive.verdict = Archive.Ingest.UNFIT;
    greet(one);
    BatchPart other = part(batch(FeedHead.before(feed)));
    for (int i = 0; i < 1_500; i++) {
      say(one, have(author, 10 + i));
      say(one, other);
    }
    assertEquals(200, archive.ingested.size());
    time.pass(SECOND);
    for (int i = 0; i < 400; i++) {
      say(one, have(author, 5_000 + i));
      say(one, other);
    }
    int after = archive.ingested.size();
    assertTrue(after > 200 && after <= 401, "it goes on with " + after);
    assertNull(one.accused, "what does not fit is evidence, not an offence");
  }

  @Test
  void trimmedIsNotBelievedWithoutItsProof() {
    greet(one, two);
    say(one, have(author, 900));
    say(two, have(author, 900));
    one.told.clear();
    say(one, new Refuse(Reason.TRIMMED, feed.value(), 500, samples.hash(), feed, 700));
    assertEquals(700, one.told(WantFeed.class).get(0).fromSeq(), "it is to show the TRIM");
    FeedHead before = new FeedHead(feed, 699, samples.hash());
    say(one, part(batch(before)));
    assertEquals(1, archive.proofs.size());
    assertTrue(archive.ingested.isEmpty(), "no proof, and nothing behind it");
    assertEquals(1, two.told(WantFeed.class).size(), "another is asked");
    assertNull(one.accused);
  }

  @Test
  void partsThatNeverEndEndTheConnection() {
    greet(one);
    say(one, have(author, 5));
    Bytes part = Bytes.of(samples.bytes(MessageCodec.MAX_PART));
    int sent = 0;
    while (one.accused == null && sent < 100) {
      say(one, new BatchPart(feed, 1, Batch.MAX_BYTES, 0, part));
      sent++;
    }
    assertNotNull(one.accused);
    assertTrue(sent * MessageCodec.MAX_PART < 10 * Batch.MAX_BYTES, sent + " parts");
    assertTrue(archive.ingested.isEmpty());
  }

  @Test
  void batchLargerThanAnyIsRefusedAtItsFirstPart() {
    greet(one);
    say(one, have(author, 5));
    Bytes part = Bytes.of(samples.bytes(MessageCodec.MAX_PART));
    say(one, new BatchPart(feed, 1, Integer.MAX_VALUE, 0, part));
    assertNotNull(one.accused);
  }

  @Test
  void feedsOfAStrangerAreRememberedUpToALimit() {
    archive.members.remove(one.key);
    greet(one);
    for (int i = 0; i < 4_096; i++) {
      byte[] name = Hash.sha256(new byte[] {(byte) i, (byte) (i >> 8)}).bytes();
      RunId other = RunId.ofFirst(name);
      say(one, new Have(List.of(new Have.Item(author, other, 1, samples.hash(), 0))));
    }
    assertNull(one.accused);
    for (int i = 0; i < 3_000 && one.accused == null; i++) {
      RunId other = RunId.ofFirst(samples.bytes(16));
      say(one, new Have(List.of(new Have.Item(author, other, 1, samples.hash(), 0))));
    }
    assertNotNull(one.accused);
  }
}
