package io.muster.hub.provider.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.provider.announce.Envelope.Kind;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.json.StrictJson;
import io.muster.peer.Identity;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final String NETWORK = NetworkName.of("open");
  private static final PeerKey SELF = key(1);
  private static final PeerKey PEER = key(2);
  private static final PeerAddress ADDRESS = PeerAddress.parse("local:" + PEER);

  private final AtomicLong clock = new AtomicLong(5_000);
  private final AtomicInteger checks = new AtomicInteger();
  private final Inbox inbox = new Inbox(NETWORK, SELF, this::verify, clock::get);

  private static PeerKey key(long seed) {
    byte[] bytes = new byte[PeerKey.BYTES];
    new Random(seed).nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  /** Signs with a checksum over everything that a signature covers. */
  private record Signer(PeerKey key) implements Identity {
    @Override
    public byte[] sign(String purpose, byte[] message) {
      byte[] signature = new byte[SIGNATURE_BYTES];
      byte[] purposeBytes = purpose.getBytes(StandardCharsets.UTF_8);
      int hash = Arrays.hashCode(message) * 31 + Arrays.hashCode(purposeBytes) + key.hashCode();
      new Random(hash).nextBytes(signature);
      return signature;
    }
  }

  private boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature) {
    checks.incrementAndGet();
    return Arrays.equals(new Signer(key).sign(purpose, message), signature);
  }

  private static String announce(long sequence) {
    return announce(NETWORK, List.of(ADDRESS), sequence, 60);
  }

  private static String announce(
      String network, List<PeerAddress> addresses, long sequence, long ttl) {
    PeerRecord record = new PeerRecord(network, addresses, List.of("p/1"), sequence, ttl);
    return Envelope.seal(new Signer(PEER), Kind.ANNOUNCE, record.json()).json();
  }

  private static String payload(Kind kind, String payload) {
    return Envelope.seal(new Signer(PEER), kind, payload).json();
  }

  private String refused(String json) {
    return assertThrows(RefusedException.class, () -> inbox.read(json), json).getMessage();
  }

  @Test
  void recordOfThePastIsNotBroughtBackByAnotherHub() throws RefusedException {
    Newest anywhere = new Newest();
    Inbox one = new Inbox(NETWORK, SELF, this::verify, clock::get, anywhere, 200);
    Inbox two = new Inbox(NETWORK, SELF, this::verify, clock::get, anywhere, 200);
    assertTrue(one.read(announce(1_000_000)).isPresent());
    String stale = announce(1_000_000 - 60_001);
    assertThrows(RefusedException.class, () -> two.read(stale));
    assertEquals(1, checks.get(), "refused before its signature is checked");
    assertTrue(two.read(announce(1_000_000 - 60_000)).isPresent(), "it may have been late");
    assertTrue(two.read(announce(1_000_000)).isPresent(), "each hub tells that it is there");
  }

  @Test
  void announcementIsReadAsItWasWritten() throws RefusedException {
    Inbox.Letter letter = inbox.read(announce(7)).orElseThrow();
    assertEquals(PEER, letter.from());
    PeerRecord expected = new PeerRecord(NETWORK, List.of(ADDRESS), List.of("p/1"), 7, 60);
    assertEquals(Optional.of(expected), letter.announcement());
  }

  @Test
  void ownAnnouncementIsNotUsed() throws RefusedException {
    PeerRecord own = new PeerRecord(NETWORK, List.of(), List.of(), 1, 60);
    assertTrue(
        inbox.read(Envelope.seal(new Signer(SELF), Kind.ANNOUNCE, own.json()).json()).isEmpty());
  }

  @Test
  void repeatedAndOlderAnnouncementsAreRefusedWithoutCheckingASignature() throws RefusedException {
    inbox.read(announce(7));
    int before = checks.get();
    assertTrue(refused(announce(7)).contains("replay"));
    assertTrue(refused(announce(6)).contains("replay"));
    assertEquals(before, checks.get());
    assertTrue(inbox.read(announce(8)).isPresent());
  }

  @Test
  void forgedAnnouncementIsRefusedAndDoesNotShutOutTheTrueOne() throws RefusedException {
    String forged =
        new Envelope(
                Kind.ANNOUNCE,
                PEER,
                new PeerRecord(NETWORK, List.of(), List.of(), 999, 60).json(),
                new byte[64])
            .json();
    assertTrue(refused(forged).contains("signature"));
    assertTrue(inbox.read(announce(7)).isPresent());
  }

  @Test
  void announcementOfAnotherNetworkIsRefused() {
    String other = announce(NetworkName.of("other"), List.of(ADDRESS), 1, 60);
    assertTrue(refused(other).contains("another network"));
  }

  @Test
  void signatureForOnePurposeDoesNotServeAnother() {
    PeerRecord record = new PeerRecord(NETWORK, List.of(), List.of(), 1, 60);
    Envelope signed = Envelope.seal(new Signer(PEER), Kind.SIGNAL, record.json());
    String moved = new Envelope(Kind.ANNOUNCE, PEER, record.json(), signed.signature()).json();
    assertTrue(refused(moved).contains("signature"));
  }

  @Test
  void addressesThatNameAnotherKeyOrAreUnreadableAreLeftOut() throws RefusedException {
    String json =
        "{\"network\":\""
            + NETWORK
            + "\",\"addresses\":[\"local:"
            + SELF
            + "\",\"?!\",\""
            + ADDRESS
            + "\"],\"protocols\":[],\"sequence\":1,\"ttl\":5}";
    PeerRecord record =
        inbox.read(payload(Kind.ANNOUNCE, json)).orElseThrow().announcement().orElseThrow();
    assertEquals(List.of(ADDRESS), record.addresses());
  }

  @Test
  void signalForAnotherIsIgnoredAndOneForThisNodeIsReadOnce() throws RefusedException {
    String other = new Signal(NETWORK, key(9), 1, Signal.DIAL_ME).json();
    assertTrue(inbox.read(payload(Kind.SIGNAL, other)).isEmpty());
    String mine = new Signal(NETWORK, SELF, 1, Signal.DIAL_ME).json();
    assertEquals(
        Signal.DIAL_ME,
        inbox.read(payload(Kind.SIGNAL, mine)).orElseThrow().signal().orElseThrow().type());
    assertTrue(refused(payload(Kind.SIGNAL, mine)).contains("replay"));
  }

  @Test
  void floodOfSignaturesIsBounded() throws RefusedException {
    int taken = 0;
    for (int i = 1; i < 3_000; i++) {
      try {
        inbox.read(announce(i));
        taken++;
      } catch (RefusedException e) {
        // bounded
      }
    }
    assertEquals(1_000, taken);
    clock.addAndGet(1_000);
    assertTrue(inbox.read(announce(5_000)).isPresent());
  }

  @Test
  void looseJsonIsRefused() {
    List<String> loose =
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{}{}",
            "{}x",
            "{'a':1}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":null}",
            "{\"a\":1.5}",
            "{\"a\":1e3}",
            "{\"a\":99999999999999999999}",
            "{\"a\":NaN}",
            "{\"a\":\"\u0001\"}",
            "{\"a\":[[[[[[[[[[1]]]]]]]]]]}",
            "{\"a\":[" + "1,".repeat(2_000) + "1]}",
            "{\"a\":\"" + "x".repeat(StrictJson.MAX_LENGTH) + "\"}");
    for (String json : loose) {
      assertThrows(RefusedException.class, () -> StrictJson.object(json), json);
    }
  }

  @Test
  void envelopeWithAnyFieldBrokenIsRefused() {
    String good = announce(1);
    for (String broken :
        List.of(
            good.replace("announce1", "announce2"),
            good.replace("\"key\":\"", "\"key\":\"="),
            good.replace("\"key\":\"", "\"key\":\"AA"),
            good.replace("\"signature\":\"", "\"signature\":\"A"),
            good.replace("\"payload\":\"", "\"payload\":\"*"),
            good.replace("\"payload\"", "\"load\""))) {
      assertThrows(RefusedException.class, () -> inbox.read(broken), broken);
    }
  }

  @Test
  void recordWithAnyFieldBrokenIsRefused() {
    String good = new PeerRecord(NETWORK, List.of(ADDRESS), List.of("p"), 5, 60).json();
    for (String broken :
        List.of(
            good.replace(":60", ":10801"),
            good.replace(":60", ":-1"),
            good.replace(":5,", ":0,"),
            good.replace(":5,", ":\"5\","),
            good.replace("[\"p\"]", "\"p\""),
            good.replace("[\"p\"]", "[1]"),
            good.replace("[\"p\"]", "[\"" + "p".repeat(129) + "\"]"),
            good.replace("\"protocols\"", "\"protocol\""))) {
      String envelope = payload(Kind.ANNOUNCE, broken);
      assertThrows(RefusedException.class, () -> inbox.read(envelope), broken);
    }
  }

  @Test
  void mutatedEnvelopesAreRefusedAndNothingElse() {
    Random random = new Random(3);
    byte[] good = announce(1).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      byte fresh = (byte) (32 + random.nextInt(95));
      if (bytes[at] == fresh) {
        continue;
      }
      bytes[at] = fresh;
      assertThrows(
          RefusedException.class, () -> inbox.read(new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  @Test
  void networkNameIsVersionAndDigestOfTheKey() {
    assertTrue(NETWORK.matches("muster1-[0-9a-f]{32}"));
    assertEquals(NETWORK, NetworkName.of("open"));
    assertFalse(NETWORK.equals(NetworkName.of("Open")));
  }
}
