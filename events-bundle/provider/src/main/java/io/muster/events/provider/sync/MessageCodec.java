package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.Bodies;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Fork;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Hello;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.SignedHeader;
import io.muster.events.provider.sync.Message.Stored;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.events.provider.sync.Message.WantHeaders;
import io.muster.hub.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes and strictly reads messages. Layout: WIRE.md, "Messages". */
final class MessageCodec {
  static final int HELLO = 1;
  static final int HAVE = 2;
  static final int WANT_FEED = 3;
  static final int WANT_BODIES = 4;
  static final int WANT_HEADERS = 5;
  static final int BATCH = 6;
  static final int BODY = 7;
  static final int HEADER = 8;
  static final int STORED = 9;
  static final int FORK = 10;
  static final int REFUSE = 11;
  static final int FOLLOW = 12;
  static final int BODIES = 13;

  /** Most feeds in one HAVE. */
  static final int MAX_ITEMS = 128;

  /** Most hashes in one WANT or STORED. */
  static final int MAX_HASHES = 500;

  /** Most bytes of a batch or body in one message: what is left beside the longest prefix. */
  static final int MAX_PART = Channel.MAX_MESSAGE - 64;

  /** Most bytes of a body that may be one of several in a message. */
  static final int MAX_SHORT = MAX_PART;

  /** What a short body takes beside its bytes. */
  static final int SHORT_FRAME = 2;

  private static final int BATCH_PART_HEAD = 1 + Hash.BYTES + 16;
  private static final int BODY_PART_HEAD = 1 + Hash.BYTES + 8;
  private static final int USUAL = 256;
  private static final int SIGNED_HEADER = Header.BYTES + Batch.SIGNATURE_BYTES;

  private MessageCodec() {}

  static ByteBuffer encode(Message message) {
    FieldWriter to = new FieldWriter(room(message));
    if (message instanceof Have have) {
      to.u8(HAVE);
      list(to, have.items(), MAX_ITEMS, item -> item(to, item));
    } else if (message instanceof WantBodies want) {
      to.u8(WANT_BODIES);
      list(to, want.hashes(), MAX_HASHES, to::hash);
    } else if (message instanceof Stored stored) {
      to.u8(STORED);
      list(to, stored.hashes(), MAX_HASHES, to::hash);
    } else if (message instanceof BatchPart p) {
      to.u8(BATCH).feed(p.feed()).u64(p.firstSeq()).u32(p.total()).u32(p.offset()).raw(p.part());
    } else if (message instanceof BodyPart p) {
      to.u8(BODY).hash(p.hash()).u32(p.total()).u32(p.offset()).raw(p.part());
    } else if (message instanceof Bodies m) {
      to.u8(BODIES);
      m.bodies().forEach(body -> to.u16(body.length()).raw(body));
    } else {
      fixed(to, message);
    }
    return ByteBuffer.wrap(to.toArray());
  }

  /** Returns the length of what has a payload or batch, else what is usual. */
  private static int room(Message message) {
    if (message instanceof BatchPart p) {
      return BATCH_PART_HEAD + p.part().length();
    } else if (message instanceof BodyPart p) {
      return BODY_PART_HEAD + p.part().length();
    } else if (message instanceof Bodies m) {
      return 1 + m.bodies().stream().mapToInt(body -> SHORT_FRAME + body.length()).sum();
    }
    return USUAL;
  }

  private static void fixed(FieldWriter to, Message message) {
    if (message instanceof Hello m) {
      to.u8(HELLO).u8(Message.VERSION).hash(m.topic()).u32(m.maxBatch()).u32(m.maxBody());
      to.hash(m.digest());
    } else if (message instanceof WantFeed m) {
      to.u8(WANT_FEED).feed(m.feed()).u64(m.fromSeq()).hash(m.prevHead()).u32(m.budget());
    } else if (message instanceof Follow m) {
      to.u8(FOLLOW).feed(m.feed()).u64(m.fromSeq()).hash(m.prevHead()).u32(m.credit());
      to.u8(m.bodies());
    } else if (message instanceof WantHeaders m) {
      to.u8(WANT_HEADERS).feed(m.feed()).u64(m.fromSeq()).hash(m.head()).u16(m.max());
    } else if (message instanceof SignedHeader m) {
      to.u8(HEADER).feed(m.feed()).raw(m.header()).raw(m.signature());
    } else if (message instanceof Fork m) {
      to.u8(FORK).key(m.key()).run(m.run()).raw(m.first()).raw(m.second());
    } else if (message instanceof Refuse m) {
      to.u8(REFUSE).u8(m.reason().ordinal()).hash(m.subject()).u64(m.through()).hash(m.head());
      to.feed(m.trimFeed()).u64(m.trimSeq());
    } else {
      throw new IllegalArgumentException("No form for " + message);
    }
  }

  private static <T> void list(FieldWriter to, List<T> items, int max, Consumer<T> each) {
    if (items.isEmpty() || items.size() > max) {
      throw new IllegalArgumentException("1 to " + max + " items, not " + items.size());
    }
    to.u16(items.size());
    items.forEach(each);
  }

  private static void item(FieldWriter to, Have.Item item) {
    to.key(item.key()).run(item.run()).u64(item.lastSeq()).hash(item.head());
    to.u64(item.trimmedThrough());
  }

  /**
   * Reads a message.
   *
   * @throws MalformedException if it is not the one form of anything
   */
  static Message decode(ByteBuffer bytes) {
    FieldReader from = new FieldReader(bytes);
    Message message = read(from.u8(), from);
    from.end();
    return message;
  }

  private static Message read(int kind, FieldReader from) {
    return switch (kind) {
      case HELLO -> hello(from);
      case HAVE -> new Have(list(from, MAX_ITEMS, () -> item(from)));
      case WANT_FEED -> new WantFeed(from.feed(), positive(from), from.hash(), from.u32());
      case WANT_BODIES -> new WantBodies(list(from, MAX_HASHES, from::hash));
      case WANT_HEADERS -> new WantHeaders(from.feed(), positive(from), from.hash(), from.u16());
      case BATCH ->
          part(new BatchPart(from.feed(), positive(from), from.u32(), from.u32(), part(from)));
      case BODY -> part(new BodyPart(from.hash(), from.u32(), from.u32(), part(from)));
      case HEADER ->
          new SignedHeader(from.feed(), raw(from, Header.BYTES), raw(from, Batch.SIGNATURE_BYTES));
      case STORED -> new Stored(list(from, MAX_HASHES, from::hash));
      case FORK ->
          new Fork(from.key(), from.run(), raw(from, SIGNED_HEADER), raw(from, SIGNED_HEADER));
      case REFUSE -> refuse(from);
      case FOLLOW ->
          new Follow(from.feed(), from.u64(), from.hash(), from.u32(), from.u8(Follow.ALL));
      case BODIES -> bodies(from);
      default -> throw new MalformedException("No message has kind " + kind);
    };
  }

  private static Hello hello(FieldReader from) {
    int version = from.u8();
    if (version != Message.VERSION) {
      throw new MalformedException("Version " + version + " of events is not known here");
    }
    return new Hello(from.hash(), from.u32(), from.u32(), from.hash());
  }

  private static Bodies bodies(FieldReader from) {
    List<Bytes> bodies = new ArrayList<>();
    do {
      int length = from.u16();
      if (length < 1 || length > MAX_SHORT) {
        throw new MalformedException("A short body of " + length + " bytes");
      }
      bodies.add(raw(from, length));
    } while (from.remaining() > 0);
    return new Bodies(List.copyOf(bodies));
  }

  private static Refuse refuse(FieldReader from) {
    Reason reason = Reason.values()[from.u8(Reason.values().length - 1)];
    return new Refuse(reason, from.hash(), from.u64(), from.hash(), from.feed(), from.u64());
  }

  private static Have.Item item(FieldReader from) {
    return new Have.Item(from.key(), from.run(), from.u64(), from.hash(), from.u64());
  }

  private static <T> List<T> list(FieldReader from, int max, Supplier<T> each) {
    int count = from.u16();
    if (count < 1 || count > max) {
      throw new MalformedException(count + " items where 1 to " + max + " may stand");
    }
    List<T> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(each.get());
    }
    return List.copyOf(items);
  }

  private static Bytes raw(FieldReader from, int length) {
    return from.bytes(length);
  }

  private static Bytes part(FieldReader from) {
    return from.rest();
  }

  private static BatchPart part(BatchPart part) {
    requirePart(part.total(), part.offset(), part.part());
    return part;
  }

  private static BodyPart part(BodyPart part) {
    requirePart(part.total(), part.offset(), part.part());
    return part;
  }

  /** Parts are cut at multiples of {@link #MAX_PART}: there is one way to cut. */
  private static void requirePart(int total, int offset, Bytes part) {
    int expected = Math.min(MAX_PART, total - offset);
    if (offset % MAX_PART != 0 || offset >= total || part.length() != expected) {
      throw new MalformedException(
          "A part of " + part.length() + " bytes at " + offset + " of " + total);
    }
  }

  private static long positive(FieldReader from) {
    long value = from.u64();
    if (value == 0) {
      throw new MalformedException("Entries are numbered from 1");
    }
    return value;
  }
}
