package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Message.Bodies;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Reason;
import io.muster.events.provider.sync.Message.Refuse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The feeds of this node that one peer follows: it is sent what they grow by. */
final class Followers {
  /** Most feeds that one peer may follow. */
  static final int MAX_FEEDS = 256;

  private final Session session;
  private final Archive archive;
  private final Map<FeedId, Follower> feeds = new HashMap<>();

  private static final class Follower {
    final FeedId feed;
    final int bodies;
    final Deque<Hash> toSend = new ArrayDeque<>();
    long next;
    long credit;
    boolean serving;

    Follower(Follow order) {
      feed = order.feed();
      next = order.fromSeq();
      credit = order.credit();
      bodies = order.bodies();
    }
  }

  Followers(Session session) {
    this.session = session;
    this.archive = session.owner.archive;
  }

  /** Takes an order of the peer. */
  void follow(Follow order, boolean member) {
    if (!member) {
      refuse(Reason.NOT_MEMBER, order.feed().value());
    } else if (order.fromSeq() > 0) {
      begin(order);
    } else if (order.credit() == 0) {
      feeds.remove(order.feed());
      session.announcer.again(order.feed()); // what was sent for nothing is known to nobody
    } else {
      Optional.ofNullable(feeds.get(order.feed())).ifPresent(f -> more(f, order.credit()));
    }
  }

  private void begin(Follow order) {
    if (feeds.size() >= MAX_FEEDS && !feeds.containsKey(order.feed())) {
      refuse(Reason.QUOTA, order.feed().value());
      return;
    }
    Follower follower = new Follower(order);
    feeds.put(order.feed(), follower);
    serve(follower);
  }

  private void more(Follower follower, int credit) {
    follower.credit += credit;
    serve(follower);
  }

  /** Sends what is new of a feed and still on its way to the disk. */
  void travels(FeedId feed) {
    if (!archive.forks().isForked(feed)) {
      grew(feed);
    }
  }

  /** Sends what is new of a feed; false if the peer does not follow it and is to be told. */
  boolean grew(FeedId feed) {
    Follower follower = feeds.get(feed);
    if (follower == null || follower.credit <= 0) {
      return false;
    }
    serve(follower);
    return true;
  }

  private void serve(Follower follower) {
    if (!follower.serving) {
      follower.serving = true;
      if (!session.outbox.serve(() -> next(follower))) {
        follower.serving = false;
        feeds.remove(follower.feed);
        refuse(Reason.QUOTA, follower.feed.value());
      }
    }
  }

  /** Returns the next messages, one batch or some bodies; none if there is nothing to send now. */
  private Iterable<Message> next(Follower follower) {
    if (feeds.get(follower.feed) != follower) {
      return List.of();
    }
    List<Message> bodies = bodies(follower.toSend);
    if (!bodies.isEmpty()) {
      return bodies;
    }
    Optional<Batch> batch =
        follower.credit > 0 ? archive.travelling(follower.feed, follower.next) : Optional.empty();
    follower.serving = batch.isPresent();
    return batch.map(b -> advance(follower, b)).orElseGet(() -> gone(follower));
  }

  /** What was trimmed is asked for in another way; else there is nothing to send now. */
  private Iterable<Message> gone(Follower follower) {
    Optional<Archive.Trimmed> trimmed = archive.trimmed(follower.feed, follower.next);
    if (trimmed.isEmpty()) {
      return List.of();
    }
    feeds.remove(follower.feed);
    return List.of(Refuse.trimmed(trimmed.get()));
  }

  private Iterable<Message> advance(Follower follower, Batch batch) {
    follower.next = batch.header().lastSeq() + 1;
    follower.credit -= batch.size();
    if (follower.bodies != Follow.NONE) {
      archive.adds(batch).stream()
          .filter(add -> add.bodyLength() <= MessageCodec.MAX_SHORT && isFor(follower, add))
          .forEach(add -> follower.toSend.add(add.bodyHash()));
    }
    return Serving.parts(batch);
  }

  private boolean isFor(Follower follower, Add add) {
    return follower.bodies == Follow.ALL || add.recipient().equals(session.peer());
  }

  /** Takes as many as go into one message; what is not here is said. */
  private List<Message> bodies(Deque<Hash> hashes) {
    List<Message> messages = new ArrayList<>();
    List<Bytes> packed = new ArrayList<>();
    int room = MessageCodec.MAX_PART;
    while (!hashes.isEmpty()) {
      Optional<byte[]> body = archive.body(hashes.peek());
      int size = body.map(b -> b.length).orElse(0) + MessageCodec.SHORT_FRAME;
      if (body.isEmpty()) {
        messages.add(Refuse.plain(Reason.NOT_HERE, hashes.peek()));
      } else if (size > room && !packed.isEmpty()) {
        break;
      } else {
        room -= size;
        packed.add(Bytes.owning(body.get()));
      }
      hashes.poll();
    }
    if (!packed.isEmpty()) {
      messages.add(new Bodies(packed));
    }
    return messages;
  }

  private void refuse(Reason reason, Hash subject) {
    session.outbox.send(Refuse.plain(reason, subject));
  }
}
