package io.muster.events.provider.delivery;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A dead letter with all that a replay needs but its body, since the feeds may forget it.
 *
 * @param key which event
 * @param diedAt when it was given up, ms
 * @param attempts how often the handler was called
 * @param reason why it failed last
 * @param add the event; empty on a server that has lost it
 * @param lane with whose secret it is opened
 * @param receipt on the server: what its handler did not acknowledge
 */
public record Letter(
    EventKey key,
    long diedAt,
    int attempts,
    String reason,
    Optional<Add> add,
    Optional<Lane> lane,
    Optional<Receipt> receipt) {
  private static final int MAX_FIELD = 0xffff;

  EventId id() {
    return key.id();
  }

  /** Returns when the event was added, ms; 0 if that is not known. */
  public long createdAt() {
    return add.map(Add::createdAt).orElse(0L);
  }

  /** Returns when it ends, ms; never, if that is not known. */
  public long expiresAt() {
    return add.map(Add::expiresAt).orElse(FieldReader.MAX_TIME);
  }

  /** Returns the length of its body. */
  public int bodyLength() {
    return add.map(Add::bodyLength).orElse(0);
  }

  Optional<Hash> body() {
    return add.map(Add::bodyHash);
  }

  Letter failedAgain(String why) {
    return new Letter(key, diedAt, attempts + 1, why, add, lane, receipt);
  }

  /** Throws {@link IllegalArgumentException} if a part is too long, by tails of later versions. */
  void writeTo(FieldWriter out) {
    out.event(key.id()).key(key.recipient()).time(diedAt).u32(attempts);
    out.prefixed(Bytes.of(reason.getBytes(StandardCharsets.UTF_8)));
    out.prefixed(encoded(add)).prefixed(encoded(lane)).flag(receipt.isPresent());
    receipt.ifPresent(r -> out.position(r.at()).prefixed(Bytes.of(Entries.encode(r.entry()))));
  }

  private static Bytes encoded(Optional<? extends Entry> entry) {
    return entry.map(Entries::encode).map(Bytes::of).orElse(Bytes.EMPTY);
  }

  static Letter read(FieldReader in) {
    EventKey key = new EventKey(in.event(), in.key());
    long diedAt = in.time();
    int attempts = in.u32();
    String reason = new String(in.prefixed(MAX_FIELD).toArray(), StandardCharsets.UTF_8);
    Optional<Add> add = entry(in, Add.class);
    Optional<Lane> lane = entry(in, Lane.class);
    Optional<Receipt> receipt = in.flag() ? receipt(key, in) : Optional.empty();
    return new Letter(key, diedAt, attempts, reason, add, lane, receipt);
  }

  private static Optional<Receipt> receipt(EventKey key, FieldReader in) {
    var at = in.position();
    Optional<Consumed> entry = entry(in, Consumed.class);
    if (entry.isEmpty()) {
      throw new MalformedException("A dead letter says that it has a receipt, and has none");
    }
    return entry.map(consumed -> new Receipt(key.recipient(), at, consumed));
  }

  private static <E extends Entry> Optional<E> entry(FieldReader in, Class<E> type) {
    Bytes bytes = in.prefixed(MAX_FIELD);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = Entries.decode(ByteBuffer.wrap(bytes.toArray()));
    if (!type.isInstance(entry)) {
      throw new MalformedException("A dead letter holds an entry of kind " + entry.kind());
    }
    return Optional.of(type.cast(entry));
  }
}
