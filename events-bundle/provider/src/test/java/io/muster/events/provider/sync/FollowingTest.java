package io.muster.events.provider.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.Add;
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
import io.muster.events.provider.sync.Message.Bodies;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Hello;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds that their writer sends as they grow. */
class FollowingTest {
  private final Samples samples = new Samples(19);
  private final VirtualTime time = new VirtualTime();
  private final FakeArchive archive = new FakeArchive();
  private final Hash topic = samples.hash();
  private final PeerKey self = samples.key();
  private final RunId run = RunId.ofFirst(samples.bytes(RunId.BYTES));
  private final ScriptedPeer writer = new ScriptedPeer(samples.key());
  private final ScriptedPeer other = new ScriptedPeer(samples.key());
  private final FeedId feed = FeedId.of(topic, writer.key, run);
  private final List<String> heard = new ArrayList<>();
  private Replication replication;

  @BeforeEach
  void open() {
    archive.members.addAll(List.of(self, writer.key, other.key));
    Replication.Setting setting =
        new Replication.Setting(topic, writer.key, self, time, time, time, SilentLog.LOGGER);
    replication = new Replication(setting, archive, new Ear());
    greet(writer);
    greet(other);
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
    public void peerHas(PeerKey peer, FeedId of, long seq) {}

    @Override
    public void peerStored(PeerKey peer, Hash hash) {}
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
    return new Have(List.of(new Have.Item(writer.key, run, last, samples.hash(), 0)));
  }

  private Batch batch(FeedHead before, int entries) {
    byte[] pause = Entries.encode(new Pause(1, 1, Bytes.EMPTY));
    List<byte[]> encoded = Collections.nCopies(entries, pause);
    return Batch.of(Batch.headerOf(before, encoded), encoded, samples.bytes(64));
  }

  private static BatchPart part(Batch batch) {
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    long first = batch.header().firstSeq();
    return new BatchPart(batch.header().feedId(), first, bytes.length, 0, Bytes.of(bytes));
  }

  private Batch store(FeedId own, Batch batch) {
    archive.batches.put(own, batch);
    archive.feeds.put(own, new FeedSummary(self, run, batch.end(), 0));
    replication.grew(own);
    time.runDue();
    return batch;
  }

  private Add add(byte[] body) {
    Add sample = samples.add();
    return new Add(
        sample.recipient(),
        sample.eventId(),
        sample.laneSeq(),
        sample.createdAt(),
        Hash.sha256(body),
        body.length,
        sample.contextId(),
        sample.commitment(),
        sample.wrap(),
        sample.expiresAt(),
        sample.notBefore(),
        sample.origin(),
        sample.tail());
  }

  @Test
  void whatTheWriterAddsComesWithoutBeingAskedForAgain() {
    say(writer, have(2));
    assertEquals(
        List.of(new Follow(feed, 1, feed.value(), Following.CREDIT, Follow.ALL)),
        writer.told(Follow.class));
    Batch first = batch(FeedHead.before(feed), 2);
    say(writer, part(first));
    assertTrue(heard.contains("caught up"));
    say(writer, part(batch(first.end(), 3)));
    assertEquals(2, archive.ingested.size());
    assertTrue(writer.told(Follow.class).isEmpty());
    assertTrue(writer.told(WantFeed.class).isEmpty());
  }

  @Test
  void feedThatItsWriterSendsIsNotAskedOfOthersUntilTheWriterIsSilent() {
    say(writer, have(2));
    say(other, have(2));
    assertTrue(other.told(WantFeed.class).isEmpty());
    say(writer, part(batch(FeedHead.before(feed), 2)));
    say(other, have(5));
    assertTrue(other.told(WantFeed.class).isEmpty());
    time.pass(Duration.ofSeconds(7));
    assertEquals(1, other.told(WantFeed.class).size());
    assertEquals(Follow.more(feed, 0), writer.told(Follow.class).get(1), "it is to tell again");
  }

  @Test
  void feedThatIsNotToBeKeptAnyMoreIsNotFollowed() {
    say(writer, have(1));
    writer.told(Follow.class);
    archive.members.remove(writer.key);
    replication.rosterChanged();
    time.runDue();
    assertEquals(List.of(Follow.more(feed, 0)), writer.told(Follow.class));
    say(writer, part(batch(FeedHead.before(feed), 1)));
    assertTrue(archive.ingested.isEmpty());
  }

  @Test
  void creditIsRenewedAsLongAsTheDiskKeepsUp() {
    say(writer, have(1));
    FeedHead end = FeedHead.before(feed);
    int sent = 0;
    while (sent < 3 * Following.CREDIT) {
      Batch next = batch(end, Batch.MAX_ENTRIES);
      end = next.end();
      sent += next.size();
      say(writer, part(next));
    }
    int granted = writer.told(Follow.class).stream().mapToInt(Follow::credit).sum();
    assertTrue(granted >= sent && granted <= sent + Following.CREDIT, granted + " for " + sent);
  }

  @Test
  void bodiesThatComeAlongAreKept() {
    byte[] body = samples.bytes(500);
    archive.adds.add(add(body));
    archive.lacking.add(Hash.sha256(body));
    say(writer, have(1));
    say(writer, new Bodies(List.of(Bytes.of(body))));
    assertTrue(archive.bodies.isEmpty(), "nobody asked for it yet");
    say(writer, part(batch(FeedHead.before(feed), 1)));
    say(writer, new Bodies(List.of(Bytes.of(body))));
    assertTrue(archive.bodies.containsKey(Hash.sha256(body)));
    assertTrue(heard.contains("kept"));
    assertTrue(writer.told(WantBodies.class).isEmpty());
  }

  @Test
  void bodyThatTheWriterDoesNotHaveIsAskedOfAnother() {
    byte[] body = samples.bytes(500);
    Hash hash = Hash.sha256(body);
    archive.adds.add(add(body));
    archive.lacking.add(hash);
    say(writer, have(1));
    say(writer, part(batch(FeedHead.before(feed), 1)));
    say(writer, Refuse.plain(Reason.NOT_HERE, hash));
    assertEquals(List.of(hash), other.told(WantBodies.class).get(0).hashes());
  }

  @Test
  void batchThatDoesNotFollowEndsTheFollowing() {
    say(writer, have(1));
    Batch first = batch(FeedHead.before(feed), 1);
    say(writer, part(batch(batch(first.end(), 1).end(), 1)));
    assertTrue(archive.ingested.isEmpty());
    assertEquals(1, writer.told(WantFeed.class).size(), "fetched like other feeds");
  }

  @Test
  void followerIsSentWhatGrowsAndToldWhenItsCreditIsUsedUp() {
    FeedId own = FeedId.of(topic, self, run);
    Batch first = store(own, batch(FeedHead.before(own), 2));
    other.told(Have.class);
    say(other, new Follow(own, 1, own.value(), first.size() + 1, Follow.ALL));
    assertEquals(List.of(part(first)), other.told(BatchPart.class));
    Batch second = store(own, batch(first.end(), 1));
    assertEquals(List.of(part(second)), other.told);
    other.told.clear();
    Batch third = store(own, batch(second.end(), 1));
    assertEquals(List.of(Have.class), other.told.stream().map(Object::getClass).toList());
    say(other, Follow.more(own, 1000));
    assertEquals(List.of(part(third)), other.told(BatchPart.class));
  }

  @Test
  void bodiesAreSentBehindTheirBatchAndMissingOnesRefused() {
    byte[] body = samples.bytes(500);
    byte[] gone = samples.bytes(500);
    archive.bodies.put(Hash.sha256(body), body);
    archive.adds.addAll(List.of(add(body), add(gone)));
    FeedId own = FeedId.of(topic, self, run);
    store(own, batch(FeedHead.before(own), 2));
    say(other, new Follow(own, 1, own.value(), 1, Follow.ALL));
    assertTrue(other.told.contains(new Bodies(List.of(Bytes.of(body)))));
    assertTrue(other.told.contains(Refuse.plain(Reason.NOT_HERE, Hash.sha256(gone))));
  }

  @Test
  void strangersFollowNothing() {
    FeedId own = FeedId.of(topic, self, run);
    store(own, batch(FeedHead.before(own), 2));
    archive.members.remove(other.key);
    say(other, new Follow(own, 1, own.value(), 1000, Follow.ALL));
    assertEquals(Reason.NOT_MEMBER, other.told(Refuse.class).get(0).reason());
    assertFalse(other.told.stream().anyMatch(BatchPart.class::isInstance));
  }
}
