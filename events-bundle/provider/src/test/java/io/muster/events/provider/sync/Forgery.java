package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Reserved;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.Stored;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Messages as a peer sends them that does not keep to the rules. */
public final class Forgery {
  private Forgery() {}

  private static Optional<Message> read(byte[] frame) {
    try {
      return Optional.of(MessageCodec.decode(ByteBuffer.wrap(frame)));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static byte[] encode(Message message) {
    ByteBuffer encoded = MessageCodec.encode(message);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  /** Says whether a frame gives what was asked for. */
  public static boolean isGift(byte[] frame) {
    return read(frame).filter(m -> m instanceof BatchPart || m instanceof BodyPart).isPresent();
  }

  /** Returns up to where a frame says that feeds are stored, but for what was trimmed. */
  public static Map<FeedId, Long> stored(byte[] frame, Hash topic) {
    Map<FeedId, Long> stored = new HashMap<>();
    read(frame)
        .filter(Have.class::isInstance)
        .map(Have.class::cast)
        .ifPresent(
            have ->
                have.items().stream()
                    .filter(item -> item.lastSeq() > item.trimmedThrough())
                    .forEach(
                        item ->
                            stored.merge(
                                FeedId.of(topic, item.key(), item.run()),
                                item.lastSeq(),
                                Math::max)));
    return stored;
  }

  /** Returns a batch with the end of its signature altered; other frames as they are. */
  public static byte[] otherSignature(byte[] frame) {
    return read(frame)
        .filter(BatchPart.class::isInstance)
        .map(BatchPart.class::cast)
        .filter(part -> part.offset() + part.part().length() == part.total())
        .map(
            part -> {
              byte[] bytes = part.part().toArray();
              bytes[bytes.length - 1] ^= 1;
              return encode(
                  new BatchPart(
                      part.feed(), part.firstSeq(), part.total(), part.offset(), Bytes.of(bytes)));
            })
        .orElse(frame);
  }

  /** Returns a batch without its last entry, which its writer never signed so; or the frame. */
  public static byte[] forged(byte[] frame) {
    return read(frame)
        .filter(BatchPart.class::isInstance)
        .map(BatchPart.class::cast)
        .filter(part -> part.part().length() == part.total())
        .map(part -> forged(frame, part))
        .orElse(frame);
  }

  private static byte[] forged(byte[] frame, BatchPart part) {
    try {
      Batch batch = Batch.parse(part.part().toArray());
      List<byte[]> entries = batch.entries().stream().map(Entries::encode).toList();
      if (entries.size() < 2) {
        return frame;
      }
      List<byte[]> fewer = entries.subList(0, entries.size() - 1);
      Header header = batch.header();
      FeedHead before = new FeedHead(header.feedId(), header.firstSeq() - 1, header.prevHead());
      Batch forged = Batch.of(Batch.headerOf(before, fewer), fewer, batch.signature());
      return encode(part, forged);
    } catch (MalformedException e) {
      return frame;
    }
  }

  /** Returns a batch of a writer's own with one entry more, signed by it as well; or the frame. */
  public static byte[] forked(
      byte[] frame, byte[] nonce, Predicate<FeedId> isOwn, Function<Header, byte[]> signer) {
    return read(frame)
        .filter(BatchPart.class::isInstance)
        .map(BatchPart.class::cast)
        .filter(part -> part.part().length() == part.total() && isOwn.test(part.feed()))
        .map(part -> forked(part, nonce, signer))
        .orElse(frame);
  }

  private static byte[] forked(BatchPart part, byte[] nonce, Function<Header, byte[]> signer) {
    Batch batch = Batch.parse(part.part().toArray());
    Header old = batch.header();
    List<byte[]> entries = new ArrayList<>(batch.entries().stream().map(Entries::encode).toList());
    if (entries.size() == Batch.MAX_ENTRIES) {
      entries.remove(entries.size() - 1);
    }
    entries.add(Entries.encode(new Reserved(Reserved.HEARTBEAT, Bytes.of(nonce))));
    FeedHead before = new FeedHead(old.feedId(), old.firstSeq() - 1, old.prevHead());
    Header header = Batch.headerOf(before, entries);
    return encode(part, Batch.of(header, entries, signer.apply(header)));
  }

  private static byte[] encode(BatchPart part, Batch batch) {
    byte[] copy = new byte[batch.size()];
    batch.bytes().get(copy);
    return encode(new BatchPart(part.feed(), part.firstSeq(), batch.size(), 0, Bytes.of(copy)));
  }

  /** Returns a refusal of what a frame would have given: not here, or trimmed. */
  public static byte[] refusal(byte[] frame, boolean trimmed) {
    Optional<Message> message = read(frame);
    if (message.isPresent() && message.get() instanceof BatchPart part) {
      Hash feed = part.feed().value();
      return encode(
          trimmed
              ? new Refuse(Refuse.Reason.TRIMMED, feed, part.firstSeq() + 3, feed, part.feed(), 2)
              : Refuse.plain(Refuse.Reason.NOT_HERE, feed));
    }
    return message.isPresent() && message.get() instanceof BodyPart part
        ? encode(Refuse.plain(Refuse.Reason.NOT_HERE, part.hash()))
        : frame;
  }

  /** Returns a batch as it is sent. */
  public static List<byte[]> parts(Batch batch) {
    List<byte[]> parts = new ArrayList<>();
    Serving.parts(batch).forEach(part -> parts.add(encode(part)));
    return parts;
  }

  /** Returns a payload that nobody asked for. */
  public static byte[] body(byte[] bytes) {
    return encode(new BodyPart(Hash.sha256(bytes), bytes.length, 0, Bytes.of(bytes)));
  }

  /** Returns the claim to have what a frame asks for, or that what it says is here is far more. */
  public static byte[] boast(byte[] frame) {
    Optional<Message> message = read(frame);
    if (message.isPresent() && message.get() instanceof WantBodies want) {
      return encode(new Stored(want.hashes()));
    }
    if (message.isPresent() && message.get() instanceof Have have) {
      List<Have.Item> more =
          have.items().stream()
              .map(
                  i ->
                      new Have.Item(
                          i.key(), i.run(), i.lastSeq() + 5, i.head(), i.trimmedThrough()))
              .toList();
      return encode(new Have(more));
    }
    return frame;
  }

  /** Returns a demand for a feed that does not exist. */
  public static byte[] demand(byte[] random) {
    Hash hash = Hash.sha256(random);
    return encode(new WantFeed(new FeedId(hash), 1, hash, 1 << 19));
  }
}
