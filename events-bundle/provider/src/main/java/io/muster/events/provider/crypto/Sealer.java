package io.muster.events.provider.crypto;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.peer.KeyAgreement;
import io.muster.peer.PeerKey;
import java.util.Arrays;

/**
 * Encrypts and decrypts the events of one topic, for the server, for a recipient, and what the
 * recipient answers. What is sealed opens only for the author, recipient and place it was made for.
 * Any thread may call. {@link UnreadableException} means that no later try will succeed.
 */
public final class Sealer {
  private static final byte KIND = 1;
  private static final int NONCE_BYTES = 16;
  private static final int RESULT_HEAD = Hash.BYTES + ContextId.BYTES + NONCE_BYTES;

  private final Topic topic;
  private final KeyAgreement keys;
  private final Drawn drawn;
  private final Aead aead;
  private final LaneSecrets secrets;
  private final byte[] bodyAad;

  /**
   * Whose events these are.
   *
   * @param id the topic
   * @param server whose topic it is
   */
  public record Topic(Hash id, PeerKey server) {}

  /**
   * The place and times of an event.
   *
   * @param recipient for whom
   * @param laneSeq its number in its lane
   * @param origin where it will stand
   * @param createdAt ms
   * @param expiresAt ms
   * @param notBefore ms; 0: at once
   */
  public record Slot(
      PeerKey recipient,
      long laneSeq,
      Position origin,
      long createdAt,
      long expiresAt,
      long notBefore) {}

  /** Makes a sealer of one topic for this node. */
  public Sealer(Topic topic, KeyAgreement keys, Drawn drawn) {
    this(topic, keys, drawn, new ChaCha20Poly1305());
  }

  Sealer(Topic topic, KeyAgreement keys, Drawn drawn, Aead aead) {
    this.topic = topic;
    this.keys = keys;
    this.drawn = drawn;
    this.aead = aead;
    this.secrets = new LaneSecrets(keys, aead);
    this.bodyAad = Concat.of(topic.id().bytes(), topic.server().bytes());
  }

  /**
   * Encrypts a body under a fresh key, as the server.
   *
   * @throws IllegalArgumentException if the text has half of a surrogate pair
   */
  public SealedBody seal(EventId id, Content content) {
    byte[] text = PaddedText.body(content);
    byte[] context = textContext(id, text);
    BodyKey key =
        new BodyKey(
            drawn.fresh("muster/ev1/cek", context), keys.derive("muster/ev1/text", context));
    byte[] sealed = aead.seal(key.key(), bodyAad, text);
    return new SealedBody(id, sealed, Hash.sha256(sealed), key);
  }

  private byte[] textContext(EventId id, byte[] text) {
    return Concat.of(topic.id().bytes(), id.bytes(), Hash.sha256(text).bytes());
  }

  /** Draws a LANE for the events of a recipient whose origin is the given feed, as the server. */
  public Lane lane(FeedId feed, PeerKey recipient, long notAfter) {
    return secrets.create(feed, recipient, notAfter);
  }

  /** Gives a body its place, as the server, under a LANE of the origin's feed. */
  public Add add(SealedBody body, Slot slot, Lane lane) {
    byte[] aad = wrapAad(body.eventId(), slot, body.hash());
    byte[] secret = secrets.asServer(slot.origin().feed(), lane);
    byte[] wrap = aead.seal(wrapKey(secret, aad), aad, body.key().wrapped());
    return new Add(
        slot.recipient(),
        body.eventId(),
        slot.laneSeq(),
        slot.createdAt(),
        body.hash(),
        body.bytes().length,
        lane.contextId(),
        body.key().commitment(),
        Bytes.owning(Concat.of(new byte[] {KIND}, wrap)),
        slot.expiresAt(),
        slot.notBefore(),
        slot.origin(),
        Bytes.EMPTY);
  }

  /** Decrypts an event as its recipient. */
  public Content open(Add add, Lane lane, byte[] body) {
    return open(add, secrets.asRecipient(add.origin().feed(), lane), body);
  }

  /** Decrypts an event as the server that added it. */
  public Content openOwn(Add add, Lane lane, byte[] body) {
    return open(add, secrets.asServer(add.origin().feed(), lane), body);
  }

  private Content open(Add add, byte[] secret, byte[] body) {
    if (!Hash.sha256(body).equals(add.bodyHash())) {
      throw new UnreadableException("The body is not the one that was added");
    }
    byte[] key = unwrap(add, secret).key();
    return PaddedText.body(aead.open(key, bodyAad, body));
  }

  /** Says, as the server, whether an event that was added has this very text; needs no body. */
  public boolean isSameText(Add add, Lane lane, Content content) {
    byte[] context = textContext(add.eventId(), PaddedText.body(content));
    BodyKey key = unwrap(add, secrets.asServer(add.origin().feed(), lane));
    return key.hasDigest(keys.derive("muster/ev1/text", context));
  }

  private BodyKey unwrap(Add add, byte[] secret) {
    Slot slot = new Slot(add.recipient(), add.laneSeq(), add.origin(), 0, 0, 0);
    byte[] aad = wrapAad(add.eventId(), slot, add.bodyHash());
    byte[] wrap = LaneSecrets.content(add.wrap(), KIND);
    BodyKey key = BodyKey.of(aead.open(wrapKey(secret, aad), aad, wrap));
    if (!key.commitment().equals(add.commitment())) {
      throw new UnreadableException("The key of the body is not the one that was committed to");
    }
    return key;
  }

  /**
   * Seals a result or reason to the server, as the recipient.
   *
   * @param feed the recipient's feed that will hold the receipt
   */
  public Bytes sealResult(FeedId feed, Add add, Lane lane, String result) {
    byte[] context = Concat.of(feed.bytes(), add.eventId().bytes());
    byte[] nonce = Arrays.copyOf(drawn.fresh("muster/ev1/result", context), NONCE_BYTES);
    byte[] secret = secrets.asRecipient(add.origin().feed(), lane);
    byte[] key = resultKey(secret, feed, add.eventId(), nonce);
    byte[] aad = resultAad(add.eventId(), add.bodyHash());
    byte[] sealed = aead.seal(key, aad, PaddedText.result(result));
    byte[] head = Concat.of(new byte[] {KIND}, feed.bytes(), lane.contextId().bytes(), nonce);
    return Bytes.owning(Concat.of(head, sealed));
  }

  /** Returns which LANE the result of a receipt is sealed under; the receipt has a result. */
  public static ContextId resultContext(Consumed receipt) {
    byte[] content = resultContent(receipt);
    return ContextId.ofFirst(Arrays.copyOfRange(content, Hash.BYTES, RESULT_HEAD));
  }

  private static byte[] resultContent(Consumed receipt) {
    byte[] content = LaneSecrets.content(receipt.result(), KIND);
    if (content.length < RESULT_HEAD + Aead.TAG_BYTES) {
      throw new UnreadableException("The sealed result is too short");
    }
    return content;
  }

  /** Opens the result of a receipt, as the server, with the LANE of {@link #resultContext}. */
  public String openResult(Consumed receipt, Lane lane) {
    byte[] content = resultContent(receipt);
    FeedId feed = FeedId.of(Arrays.copyOf(content, Hash.BYTES));
    byte[] nonce = Arrays.copyOfRange(content, RESULT_HEAD - NONCE_BYTES, RESULT_HEAD);
    byte[] secret = secrets.asServer(receipt.origin().feed(), lane);
    byte[] key = resultKey(secret, feed, receipt.eventId(), nonce);
    byte[] aad = resultAad(receipt.eventId(), receipt.bodyHash());
    byte[] sealed = Arrays.copyOfRange(content, RESULT_HEAD, content.length);
    return PaddedText.result(aead.open(key, aad, sealed));
  }

  private static byte[] resultKey(byte[] secret, FeedId feed, EventId id, byte[] nonce) {
    byte[] label = Concat.ascii("muster/ev1/result");
    return HpkeExport.export(secret, Concat.of(label, feed.bytes(), id.bytes(), nonce));
  }

  private static byte[] resultAad(EventId id, Hash bodyHash) {
    return Concat.of(id.bytes(), bodyHash.bytes());
  }

  private static byte[] wrapKey(byte[] secret, byte[] aad) {
    byte[] label = Concat.ascii("muster/ev1/wrap");
    return HpkeExport.export(secret, Concat.of(label, Hash.sha256(aad).bytes()));
  }

  private static byte[] wrapAad(EventId id, Slot slot, Hash bodyHash) {
    return Concat.of(
        slot.origin().feed().bytes(),
        id.bytes(),
        slot.recipient().bytes(),
        Concat.u64(slot.laneSeq()),
        bodyHash.bytes());
  }
}
