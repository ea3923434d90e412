package io.muster.events.provider.crypto;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.TopicId;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.identity.LocalIdentity;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What members write into sealed fields, and what a member with the right keys seals. */
@Tag("fuzz")
class SealedFuzzTest {
  private final Samples samples = new Samples(5);
  private final LocalIdentity server = identity();
  private final LocalIdentity client = identity();
  private final Hash topic = TopicId.of(server.key(), "orders");
  private final FeedId feed = samples.feed();
  private final Lane lane = sealer(server).lane(feed, client.key(), 5000);
  private final SealedBody body =
      sealer(server).seal(samples.event(), new Content("order", "{\"pizza\":\"Ü\"}"));
  private final Add add = sealer(server).add(body, slot(), lane);
  private final FeedId receipts = samples.feed();

  private LocalIdentity identity() {
    return LocalIdentity.ofSeed(samples.bytes(32), new SecureRandom());
  }

  /** A new one each time: it knows no secret yet. */
  private Sealer sealer(LocalIdentity who) {
    Sealer.Topic of = new Sealer.Topic(topic, server.key());
    return new Sealer(of, who, new Drawn(who, new Random(1)));
  }

  private Sealer.Slot slot() {
    return new Sealer.Slot(client.key(), 1, new Position(feed, 3), 1000, 2000, 0);
  }

  @Test
  void bodyTextIsItsOneEncodingOrRefused() {
    List<byte[]> texts = new ArrayList<>();
    for (int length : new int[] {0, 1, 200, 251, 252, 253, 1100, 5000, 65_530}) {
      texts.add(PaddedText.body(new Content("", "x".repeat(length))));
    }
    texts.add(PaddedText.body(new Content("order", "{\"pizza\":\"Ü\"}")));
    Fuzz.of(Subject.BODY_TEXT)
        .from(texts)
        .refusing(UnreadableException.class)
        .within(8_000, 16)
        .run(PaddedText::body, PaddedText::body);
  }

  @Test
  void resultTextIsItsOneEncodingOrRefused() {
    List<byte[]> texts = new ArrayList<>();
    for (int length : new int[] {0, 1, 61, 62, 63, 64, 1000, 4096}) {
      texts.add(PaddedText.result("ü" + "x".repeat(length)));
    }
    Fuzz.of(Subject.RESULT_TEXT)
        .from(texts)
        .refusing(UnreadableException.class)
        .within(8_000, 16)
        .run(PaddedText::result, PaddedText::result);
  }

  /** The first byte says which field the rest is put into. */
  private List<byte[]> fields() {
    byte[] result = sealer(client).sealResult(receipts, add, lane, "\"done\"").toArray();
    return List.of(
        Concat.of(new byte[] {0}, body.bytes()),
        Concat.of(new byte[] {1}, add.wrap().toArray()),
        Concat.of(new byte[] {2}, lane.selfSealed().toArray()),
        Concat.of(new byte[] {3}, lane.encapsulated().toArray()),
        Concat.of(new byte[] {4}, result));
  }

  private Object open(byte[] in) {
    byte[] rest = Arrays.copyOfRange(in, Math.min(1, in.length), in.length);
    return switch (in.length == 0 ? 0 : in[0] % 5) {
      case 1 -> sealer(client).open(withWrap(rest), lane, body.bytes());
      case 2 ->
          sealer(server).openOwn(add, with(lane.encapsulated(), Bytes.of(rest)), body.bytes());
      case 3 -> sealer(client).open(add, with(Bytes.of(rest), lane.selfSealed()), body.bytes());
      case 4 -> openResult(rest);
      default -> sealer(client).open(withBody(rest), lane, rest);
    };
  }

  private Lane with(Bytes encapsulated, Bytes selfSealed) {
    return new Lane(client.key(), lane.keyId(), encapsulated, selfSealed, 5000, Bytes.EMPTY);
  }

  private Add withWrap(byte[] wrap) {
    return changed(add.bodyHash(), Bytes.of(wrap));
  }

  private Add withBody(byte[] changed) {
    return changed(Hash.sha256(changed), add.wrap());
  }

  private Add changed(Hash bodyHash, Bytes wrap) {
    return new Add(
        add.recipient(),
        add.eventId(),
        add.laneSeq(),
        add.createdAt(),
        bodyHash,
        add.bodyLength(),
        add.contextId(),
        add.commitment(),
        wrap,
        add.expiresAt(),
        add.notBefore(),
        add.origin(),
        Bytes.EMPTY);
  }

  private String openResult(byte[] result) {
    Consumed receipt =
        new Consumed(
            server.key(),
            add.eventId(),
            add.origin(),
            add.bodyHash(),
            ConsumedEvent.Outcome.OK,
            1,
            Bytes.of(result),
            Bytes.EMPTY);
    Sealer.resultContext(receipt);
    return sealer(server).openResult(receipt, lane);
  }

  @Test
  void sealedFieldOpensOrIsUnreadable() {
    Fuzz.of(Subject.SEALED)
        .from(fields())
        .refusing(UnreadableException.class)
        .within(200_000, 16)
        .run(this::open, opened -> null);
  }
}
