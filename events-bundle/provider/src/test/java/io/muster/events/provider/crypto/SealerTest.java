package io.muster.events.provider.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.TopicId;
import io.muster.identity.LocalIdentity;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final Content TEXT = new Content("order", "{\"pizza\":\"Ü\"}");

  private final Samples samples = new Samples(5);
  private final LocalIdentity server = identity();
  private final LocalIdentity client = identity();
  private final LocalIdentity stranger = identity();
  private final Hash topicId = TopicId.of(server.key(), "orders");
  private final OneKeyOneText aead = new OneKeyOneText(new ChaCha20Poly1305());
  private final FeedId feed = samples.feed();
  private final EventId event = samples.event();

  private LocalIdentity identity() {
    return LocalIdentity.ofSeed(samples.bytes(32), new SecureRandom());
  }

  private Sealer sealer(LocalIdentity who) {
    return sealer(who, new Random(1));
  }

  private Sealer sealer(LocalIdentity who, RandomGenerator random) {
    Sealer.Topic topic = new Sealer.Topic(topicId, server.key());
    return new Sealer(topic, who, new Drawn(who, random), aead);
  }

  private Sealer.Slot slot(long seq) {
    return new Sealer.Slot(client.key(), seq, new Position(feed, seq + 2), 1000, 2000, 0);
  }

  @Test
  void recipientAndServerReadWhatTheServerSealed() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    assertEquals(TEXT, sealer(client).open(add, lane, body.bytes()));
    assertEquals(TEXT, sealer(server).openOwn(add, lane, body.bytes()));
    assertEquals(336, add.bodyLength());
    assertEquals(Hash.sha256(body.bytes()), add.bodyHash());
  }

  @Test
  void otherMembersCanReadNeitherBodyNorWrap() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    Sealer other = sealer(stranger);
    assertThrows(UnreadableException.class, () -> other.open(add, lane, body.bytes()));
    assertThrows(UnreadableException.class, () -> other.openOwn(add, lane, body.bytes()));
    String stored = new String(body.bytes(), StandardCharsets.ISO_8859_1) + add;
    assertFalse(stored.contains("pizza") || stored.contains("order"));
  }

  @Test
  void wrapOpensOnlyForTheEventRecipientAndPlaceItWasMadeFor() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    Position elsewhere = new Position(samples.feed(), 3);
    for (Add moved :
        new Add[] {
          moved(add, samples.event(), add.laneSeq(), add.origin()),
          moved(add, add.eventId(), 2, add.origin()),
          moved(add, add.eventId(), add.laneSeq(), elsewhere)
        }) {
      Sealer atClient = sealer(client);
      assertThrows(UnreadableException.class, () -> atClient.open(moved, lane, body.bytes()));
    }
  }

  private static Add moved(Add add, EventId id, long laneSeq, Position origin) {
    return new Add(
        add.recipient(),
        id,
        laneSeq,
        add.createdAt(),
        add.bodyHash(),
        add.bodyLength(),
        add.contextId(),
        add.commitment(),
        add.wrap(),
        add.expiresAt(),
        add.notBefore(),
        origin,
        add.tail());
  }

  @Test
  void alteredBodyIsRefused() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    byte[] altered = body.bytes().clone();
    altered[9] ^= 1;
    assertThrows(UnreadableException.class, () -> sealer(client).open(add, lane, altered));
  }

  @Test
  void unknownKindOfWrapOrLaneIsRefused() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    byte[] other = lane.selfSealed().toArray();
    other[0] = 2;
    Lane unknown =
        new Lane(lane.recipient(), 0, lane.encapsulated(), Bytes.of(other), 5000, Bytes.EMPTY);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    Sealer fresh = sealer(server);
    assertThrows(UnreadableException.class, () -> fresh.openOwn(add, unknown, body.bytes()));
    Lane otherKey = new Lane(lane.recipient(), 7, lane.encapsulated(), Bytes.EMPTY, 9, Bytes.EMPTY);
    assertThrows(UnreadableException.class, () -> sealer(client).open(add, otherKey, body.bytes()));
  }

  @Test
  void sameRandomnessGivesOtherKeysForAnotherText() {
    SealedBody one = sealer(server, new Random(9)).seal(event, TEXT);
    SealedBody same = sealer(server, new Random(9)).seal(event, TEXT);
    SealedBody other = sealer(server, new Random(9)).seal(event, new Content("order", "2"));
    assertArrayEquals(one.bytes(), same.bytes());
    assertNotEquals(one.key().commitment(), other.key().commitment());
  }

  @Test
  void serverTellsTheSameTextFromAnotherWithoutTheBody() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    Add add = atServer.add(atServer.seal(event, TEXT), slot(1), lane);
    Sealer restarted = sealer(server, new Random(77));
    assertTrue(restarted.isSameText(add, lane, TEXT));
    assertFalse(restarted.isSameText(add, lane, new Content("order", "{}")));
    assertFalse(restarted.isSameText(add, lane, new Content("", TEXT.json())));
  }

  @Test
  void resultReachesTheServerAloneAndOnlyForItsEvent() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    SealedBody body = atServer.seal(event, TEXT);
    Add add = atServer.add(body, slot(1), lane);
    Bytes sealed = sealer(client).sealResult(samples.feed(), add, lane, "{\"ok\":true}");
    Consumed receipt = receipt(add, add.eventId(), sealed);
    assertEquals(lane.contextId(), Sealer.resultContext(receipt));
    assertEquals("{\"ok\":true}", sealer(server).openResult(receipt, lane));
    Consumed echo = receipt(add, samples.event(), sealed);
    assertThrows(UnreadableException.class, () -> sealer(server).openResult(echo, lane));
    assertThrows(UnreadableException.class, () -> sealer(stranger).openResult(receipt, lane));
    Consumed cut = receipt(add, add.eventId(), Bytes.of(new byte[] {1, 2, 3}));
    assertThrows(UnreadableException.class, () -> sealer(server).openResult(cut, lane));
  }

  private Consumed receipt(Add add, EventId id, Bytes result) {
    return new Consumed(
        server.key(),
        id,
        add.origin(),
        add.bodyHash(),
        ConsumedEvent.Outcome.OK,
        1,
        result,
        Bytes.EMPTY);
  }

  @Test
  void longestResultFitsItsField() {
    Sealer atServer = sealer(server);
    Lane lane = atServer.lane(feed, client.key(), 5000);
    Add add = atServer.add(atServer.seal(event, TEXT), slot(1), lane);
    Bytes sealed = sealer(client).sealResult(samples.feed(), add, lane, "x".repeat(4096));
    assertTrue(sealed.length() <= Consumed.MAX_RESULT, "" + sealed.length());
  }

  @Test
  void noKeyIsUsedForTwoTexts() {
    Sealer atServer = sealer(server, RandomGenerator.of("L64X128MixRandom"));
    Sealer atClient = sealer(client, RandomGenerator.of("L64X128MixRandom"));
    for (int i = 1; i <= 50; i++) {
      Lane lane = atServer.lane(feed, client.key(), i);
      SealedBody body = atServer.seal(samples.event(), new Content("", "" + i % 3));
      Add add = atServer.add(body, slot(i), lane);
      atClient.sealResult(feed, add, lane, "done");
      atClient.sealResult(feed, add, lane, "done again");
    }
    assertEquals(250, aead.keys());
  }

  @Test
  void repeatedKeyIsCaught() {
    aead.seal(new byte[32], new byte[0], new byte[] {1});
    aead.seal(new byte[32], new byte[0], new byte[] {1});
    assertThrows(AssertionError.class, () -> aead.seal(new byte[32], new byte[0], new byte[] {2}));
  }

  @Test
  void exportIsThatOfRfc9180() {
    // Appendix A.2.1.2: exporter secret and the export for context 00, 32 bytes.
    byte[] secret =
        HexFormat.of().parseHex("a3b010d4994890e2c6968a36f64470d3c824c8f5029942feb11e7a74b2921922");
    assertEquals(
        "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
        HexFormat.of().formatHex(HpkeExport.export(secret, new byte[0])));
    assertEquals(
        "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
        HexFormat.of().formatHex(HpkeExport.export(secret, new byte[] {0})));
  }

  @Test
  void oneTextIsOpenedAsOftenAsIsAsked() {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    byte[] key = samples.bytes(Aead.KEY_BYTES);
    byte[] aad = samples.bytes(5);
    byte[] text = samples.bytes(300);
    byte[] sealed = cipher.seal(key, aad, text);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(text, cipher.open(key, aad, sealed));
      assertThrows(UnreadableException.class, () -> cipher.open(key, text, sealed));
    }
    assertArrayEquals(sealed, cipher.seal(key, aad, text), "a kept cipher forgets what was before");
  }
}
