package io.muster.events.provider.sync;

import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.sim.VirtualTime;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Hello;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.Stored;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.events.provider.sync.Message.WantHeaders;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What peers say instead of messages, and in which order. */
@Tag("fuzz")
class MessageFuzzTest {
  private final Samples samples = new Samples(23);
  private final Hash topic = samples.hash();
  private final PeerKey server = samples.key();
  private final PeerKey self = samples.key();
  private final PeerKey peer = samples.key();
  private final RunId run = RunId.ofFirst(samples.bytes(16));
  private final FeedId feed = FeedId.of(topic, server, run);
  private final byte[] body = samples.bytes(300);
  private final Hash bodyHash = Hash.sha256(body);

  private List<Message> messages() {
    Bytes signedHeader = Bytes.of(samples.bytes(175));
    return List.of(
        new Hello(topic, 65_536, 1 << 20, samples.hash()),
        new Have(List.of(new Have.Item(server, run, 9, samples.hash(), 0))),
        new Have(
            List.of(
                new Have.Item(self, run, 1, samples.hash(), 0),
                new Have.Item(peer, run, 7, samples.hash(), 3))),
        batchPart(),
        new BodyPart(bodyHash, body.length, 0, Bytes.of(body)),
        new WantFeed(feed, 1, feed.value(), 512),
        new WantBodies(List.of(bodyHash, samples.hash())),
        new WantHeaders(feed, 4, samples.hash(), 100),
        new Stored(List.of(bodyHash)),
        new Message.SignedHeader(feed, Bytes.of(samples.bytes(111)), Bytes.of(samples.bytes(64))),
        new Message.Fork(server, run, signedHeader, signedHeader),
        Refuse.plain(Reason.NOT_HERE, bodyHash),
        new Refuse(Reason.TRIMMED, feed.value(), 4, samples.hash(), samples.feed(), 9),
        new Message.Follow(feed, 1, feed.value(), 1 << 20, Message.Follow.ALL),
        Message.Follow.more(feed, 5_000),
        new Message.Bodies(List.of(Bytes.of(body), Bytes.of(samples.bytes(9)))));
  }

  private BatchPart batchPart() {
    List<byte[]> entries = List.of(Entries.encode(new Pause(1, 1, Bytes.EMPTY)));
    FeedHead before = FeedHead.before(feed);
    Batch batch = Batch.of(Batch.headerOf(before, entries), entries, samples.bytes(64));
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    return new BatchPart(feed, 1, bytes.length, 0, Bytes.of(bytes));
  }

  private static byte[] bytes(Message message) {
    ByteBuffer encoded = MessageCodec.encode(message);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  @Test
  void messageIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.MESSAGE)
        .from(messages().stream().map(MessageFuzzTest::bytes).toList())
        .refusing(MalformedException.class)
        .within(16_000, 12)
        .run(in -> MessageCodec.decode(ByteBuffer.wrap(in)), MessageFuzzTest::bytes);
  }

  /** Each message behind its length, in two bytes. */
  private byte[] said(int... which) {
    ByteBuffer all = ByteBuffer.allocate(8_000);
    for (int i : which) {
      byte[] message = bytes(messages().get(i));
      all.putShort((short) message.length).put(message);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private ScriptedPeer listen(byte[] in) {
    VirtualTime time = new VirtualTime();
    FakeArchive archive = new FakeArchive();
    archive.members.addAll(List.of(server, self, peer));
    archive.lacking.add(bodyHash);
    Replication replication =
        new Replication(
            new Replication.Setting(topic, server, self, time, time, time, SilentLog.LOGGER),
            archive,
            new Deaf());
    ScriptedPeer scripted = new ScriptedPeer(peer);
    scripted.open(replication);
    time.runDue();
    replication.want(bodyHash, body.length, true);
    ByteBuffer rest = ByteBuffer.wrap(in);
    while (rest.remaining() >= 2) {
      int length = Math.min(rest.getShort() & 0xffff, rest.remaining());
      byte[] message = new byte[length];
      rest.get(message);
      scripted.say(message);
      time.runDue();
    }
    time.pass(Duration.ofSeconds(7));
    scripted.leave();
    time.runDue();
    replication.close("over");
    return scripted;
  }

  private static final class Deaf implements Replication.Listener {
    @Override
    public void bodyKept(Hash hash) {}

    @Override
    public void caughtUp(PeerKey peer) {}

    @Override
    public void peerHas(PeerKey peer, FeedId feed, long seq) {}

    @Override
    public void peerStored(PeerKey peer, Hash hash) {}
  }

  @Test
  void replicationOutlivesWhateverIsSaid() {
    List<byte[]> talks = new ArrayList<>();
    talks.add(said(0, 1, 3, 4, 8));
    talks.add(said(0, 2, 5, 6, 7));
    talks.add(said(0, 8, 11, 9, 10, 12));
    talks.add(said(0, 1, 12, 1, 3, 3, 2));
    talks.add(said(0, 13, 14, 1, 15, 13, 8));
    Fuzz.of(Subject.SESSION)
        .from(talks)
        .neverRefusing()
        .within(300_000, 64)
        .run(this::listen, scripted -> null);
  }
}
