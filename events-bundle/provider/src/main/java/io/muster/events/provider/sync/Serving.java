package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.SignedHeader;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.events.provider.sync.Message.WantHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Answers one peer's questions, as fast as it takes the answers. */
final class Serving {
  private final Archive archive;
  private final Outbox outbox;

  Serving(Archive archive, Outbox outbox) {
    this.archive = archive;
    this.outbox = outbox;
  }

  /** Sends batches until the budget is used up. */
  void feed(WantFeed want, boolean member) {
    if (!member) {
      refuse(Reason.NOT_MEMBER, want.feed().value());
      return;
    }
    List<Batch> branches = branches(want);
    if (!branches.isEmpty()) {
      serveBranches(want, new ArrayDeque<>(branches));
      return;
    }
    long[] next = {want.fromSeq()};
    int[] sent = {0};
    serve(
        want.feed().value(),
        () -> {
          if (sent[0] >= want.budget() && sent[0] > 0) {
            return List.of();
          }
          Optional<Batch> batch = archive.batch(want.feed(), next[0]);
          if (batch.isEmpty()) {
            boolean nothing = sent[0] == 0;
            sent[0] = Integer.MAX_VALUE;
            return gone(want.feed(), next[0], nothing);
          }
          next[0] = batch.get().header().lastSeq() + 1;
          sent[0] += batch.get().size();
          return parts(batch.get());
        });
  }

  /** What was trimmed is told even behind batches: the asker waits for more. */
  private List<Message> gone(FeedId feed, long seq, boolean nothing) {
    Optional<Archive.Trimmed> trimmed = archive.trimmed(feed, seq);
    if (trimmed.isPresent()) {
      return List.of(Refuse.trimmed(trimmed.get()));
    }
    return nothing ? List.of(notHere(feed.value())) : List.of();
  }

  /** Where a forked feed goes on from the head that the asker knows; empty if it has not forked. */
  private List<Batch> branches(WantFeed want) {
    return archive.forks().isForked(want.feed())
        ? archive.forks().after(want.feed(), want.fromSeq() - 1, want.prevHead())
        : List.of();
  }

  /** All branches that go on from one place, each batch behind the one that it continues. */
  private void serveBranches(WantFeed want, Deque<Batch> todo) {
    int[] left = {Math.max(1, want.budget())};
    serve(
        want.feed().value(),
        () -> {
          Batch next = left[0] > 0 ? todo.poll() : null;
          if (next == null) {
            return List.of();
          }
          left[0] -= next.size();
          long last = next.header().lastSeq();
          todo.addAll(archive.forks().after(want.feed(), last, next.head()));
          return parts(next);
        });
  }

  /** Sends an encrypted payload. */
  void body(Hash hash, boolean member) {
    if (!member) {
      refuse(Reason.NOT_MEMBER, hash);
      return;
    }
    boolean[] done = {false};
    serve(
        hash,
        () -> {
          if (done[0]) {
            return List.of();
          }
          done[0] = true;
          return archive.body(hash).map(body -> parts(hash, body)).orElse(List.of(notHere(hash)));
        });
  }

  /** Sends headers with their signatures. */
  void headers(WantHeaders want, boolean member) {
    if (!member) {
      refuse(Reason.NOT_MEMBER, want.feed().value());
      return;
    }
    long[] next = {want.fromSeq()};
    int[] left = {want.max()};
    serve(
        want.feed().value(),
        () -> {
          Optional<Batch> batch =
              left[0]-- > 0
                  ? archive.forks().toward(want.feed(), next[0], want.head())
                  : Optional.empty();
          batch.ifPresent(b -> next[0] = b.header().lastSeq() + 1);
          return batch.map(b -> List.of(header(want.feed(), b))).orElse(List.of());
        });
  }

  private void serve(Hash subject, java.util.function.Supplier<Iterable<Message>> order) {
    if (!outbox.serve(order)) {
      refuse(Reason.QUOTA, subject);
    }
  }

  private void refuse(Reason reason, Hash subject) {
    outbox.send(Refuse.plain(reason, subject));
  }

  private static Message notHere(Hash subject) {
    return Refuse.plain(Reason.NOT_HERE, subject);
  }

  private static Message header(FeedId feed, Batch batch) {
    return new SignedHeader(
        feed, Bytes.owning(batch.headerBytes()), Bytes.owning(batch.signature()));
  }

  static Iterable<Message> parts(Batch batch) {
    ByteBuffer bytes = batch.bytes();
    int total = bytes.remaining();
    FeedId feed = batch.header().feedId();
    long first = batch.header().firstSeq();
    return cut(total, at -> new BatchPart(feed, first, total, at, slice(bytes, at)));
  }

  private static Iterable<Message> parts(Hash hash, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    return cut(body.length, at -> new BodyPart(hash, body.length, at, slice(bytes, at)));
  }

  private static List<Message> cut(int total, IntFunction<Message> part) {
    List<Message> parts = new ArrayList<>(1 + total / MessageCodec.MAX_PART);
    for (int at = 0; at < total; at += MessageCodec.MAX_PART) {
      parts.add(part.apply(at));
    }
    return parts;
  }

  private static Bytes slice(ByteBuffer bytes, int at) {
    byte[] part = new byte[Math.min(MessageCodec.MAX_PART, bytes.remaining() - at)];
    bytes.get(bytes.position() + at, part);
    return Bytes.owning(part);
  }
}
