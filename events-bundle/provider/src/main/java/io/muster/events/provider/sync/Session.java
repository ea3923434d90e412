package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.sync.Message.BatchPart;
import io.muster.events.provider.sync.Message.Bodies;
import io.muster.events.provider.sync.Message.BodyPart;
import io.muster.events.provider.sync.Message.Follow;
import io.muster.events.provider.sync.Message.Fork;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Hello;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.SignedHeader;
import io.muster.events.provider.sync.Message.Stored;
import io.muster.events.provider.sync.Message.WantBodies;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.events.provider.sync.Message.WantHeaders;
import io.muster.hub.Channel;
import io.muster.hub.Connection;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes on with one peer. Confined to the topic's thread. */
final class Session {
  /** Largest body that is taken, in bytes. */
  static final int MAX_BODY = 2 << 20;

  private static final int MAX_STRIKES = 3;
  private static final int MAX_FEEDS = 100_000;
  private static final int MAX_FEEDS_OF_STRANGERS = 4_096;

  /** Things nobody ever asked for, or that are known: so many at once. */
  private static final int MAX_USELESS = 2_000;

  private static final int USELESS_PER_SECOND = 200;

  /** Most bytes that may come late: all that can be under way at a time. */
  private static final int MAX_LATE = 16 << 20;

  final Replication owner;
  final Outbox outbox;
  final FeedPulls pulls;
  final Following following;
  final Followers followers;
  final ForkSearch search;
  final Announcer announcer;
  private final Channel channel;
  private final PeerKey peer;
  private final Serving serving;
  private final Parts batchParts = new Parts(Batch.MAX_BYTES);
  private final Parts bodyParts = new Parts(MAX_BODY);
  private final Allowance useless;
  private int late;
  private final Map<FeedId, Have.Item> view = new HashMap<>();
  private boolean greeted;
  private boolean introduced;
  private boolean heard;
  private int strikes;
  private Connection.Hold hold;

  Session(Replication owner, Channel channel) {
    this.owner = owner;
    this.channel = channel;
    this.peer = channel.connection().peer();
    this.outbox = new Outbox(channel, owner.setting.thread());
    this.serving = new Serving(owner.archive, outbox);
    this.announcer = new Announcer(this);
    this.pulls = new FeedPulls(this);
    this.following = new Following(this);
    this.followers = new Followers(this);
    this.search = new ForkSearch(this);
    this.useless = new Allowance(MAX_USELESS, USELESS_PER_SECOND, now());
  }

  PeerKey peer() {
    return peer;
  }

  private long now() {
    return owner.setting.clock().millis();
  }

  Optional<Have.Item> peerHas(FeedId feed) {
    return Optional.ofNullable(view.get(feed));
  }

  /** Says whether the peer has said what it has, or need not because both have the same. */
  boolean isHeard() {
    return heard;
  }

  void hello() {
    Hash digest = announcer.begin();
    outbox.send(new Hello(owner.setting.topic(), Batch.MAX_BYTES, MAX_BODY, digest));
  }

  void received(ByteBuffer bytes) {
    try {
      Message message = MessageCodec.decode(bytes);
      if (!greeted && !(message instanceof Hello)) {
        throw new MalformedException("It does not begin with HELLO");
      }
      handle(message);
    } catch (MalformedException e) {
      strike(e.getMessage(), MAX_STRIKES);
    }
  }

  private void handle(Message message) {
    if (message instanceof Hello hello) {
      greeted(hello);
    } else if (message instanceof Have have) {
      heard = true;
      have.items().forEach(this::learned);
      pulls.pump();
    } else if (message instanceof BatchPart part) {
      batchPart(part);
    } else if (message instanceof BodyPart part) {
      bodyPart(part);
    } else if (message instanceof Bodies some) {
      some.bodies().forEach(this::shortBody);
    } else if (message instanceof Stored stored) {
      stored.hashes().forEach(this::stored);
    } else if (message instanceof SignedHeader header) {
      header(header);
    } else if (message instanceof Fork fork) {
      forked(fork);
    } else if (message instanceof Refuse refuse) {
      refused(refuse);
    } else {
      asked(message);
    }
  }

  private void asked(Message message) {
    boolean member = owner.archive.isMember(peer);
    if (message instanceof WantFeed want) {
      serving.feed(want, member);
    } else if (message instanceof Follow follow) {
      followers.follow(follow, member);
    } else if (message instanceof WantBodies want) {
      want.hashes().forEach(hash -> serving.body(hash, member));
    } else if (message instanceof WantHeaders want) {
      serving.headers(want, member);
    } else {
      owner.setting.log().debug("{} sent {}", peer, message.getClass().getSimpleName());
    }
  }

  private void greeted(Hello hello) {
    if (greeted || !hello.topic().equals(owner.setting.topic())) {
      throw new MalformedException("HELLO came twice or for another topic");
    }
    greeted = true;
    owner.listener.met(peer);
    List<Have.Item> same = announcer.greeted(hello.digest());
    heard = announcer.isSame() || hello.digest().equals(VectorDigest.of(List.of()));
    same.forEach(this::learned);
    introduce();
    pulls.pump();
  }

  /** Tells a member what is here, once both have greeted. */
  private void introduce() {
    if (!greeted || introduced || !owner.archive.isMember(peer)) {
      return;
    }
    introduced = true;
    announcer.introduce();
    owner.bodies.arrived(this);
    pulls.pump();
  }

  private void learned(Have.Item item) {
    FeedId feed = FeedId.of(owner.setting.topic(), item.key(), item.run());
    if (view.size() >= MAX_FEEDS_OF_STRANGERS && !view.containsKey(feed)) {
      if (view.size() >= MAX_FEEDS) {
        throw new MalformedException("It has more than " + MAX_FEEDS + " feeds");
      }
      if (!owner.archive.isMember(peer)) {
        useless("feeds of a peer that is no member");
        return;
      }
    }
    if (item.equals(view.put(feed, item))) {
      useless("news that are none");
      if (!pulls.lacks(feed)) {
        return;
      }
    }
    if (!owner.archive.forks().isForked(feed) && isOfOneHistory(feed, item)) {
      owner.listener.peerHas(peer, feed, item.lastSeq(), item.trimmedThrough());
    }
    pulls.forgive(feed);
    pulls.consider(feed);
    search.learned(feed, item);
  }

  /** A copy of this node may have written there: then the peer has something else. */
  private boolean isOfOneHistory(FeedId feed, Have.Item item) {
    long here = owner.archive.durable(feed).map(known -> known.head().seq()).orElse(0L);
    return !item.key().equals(owner.setting.self())
        || item.lastSeq() > here
        || owner.archive.forks().knows(feed, item.lastSeq(), item.head());
  }

  private void batchPart(BatchPart part) {
    if (part.total() > Batch.MAX_BYTES) {
      throw new MalformedException("A batch of " + part.total() + " bytes");
    }
    if (search.expects(part.feed())) {
      batchParts
          .add(part.feed(), part.total(), part.offset(), part.part())
          .ifPresent(whole -> search.arrived(part.feed(), Batch.owning(whole)));
    } else if (following.expects(part.feed())) {
      following.heard(part.feed(), part.part().length());
      batchParts
          .add(part.feed(), part.total(), part.offset(), part.part())
          .ifPresent(whole -> following.arrived(part.feed(), Batch.owning(whole)));
    } else if (!pulls.expects(part.feed())) {
      unasked("batches", part.part().length());
    } else {
      pulls.heard(part.feed(), part.part().length());
      batchParts
          .add(part.feed(), part.total(), part.offset(), part.part())
          .ifPresent(whole -> pulls.arrived(part.feed(), Batch.owning(whole)));
    }
  }

  private void header(SignedHeader header) {
    if (!search.header(header)) {
      useless("headers that were not asked for");
    }
  }

  private void forked(Fork fork) {
    ForkArchive.Verdict verdict = owner.archive.forks().take(fork.proof());
    if (verdict == ForkArchive.Verdict.FORGED) {
      strike("A proof that proves nothing", 1);
    } else if (verdict == ForkArchive.Verdict.NONE) {
      useless("proofs of forks that are known");
    }
  }

  private void bodyPart(BodyPart part) {
    if (part.total() > MAX_BODY) {
      throw new MalformedException("A body of " + part.total() + " bytes");
    }
    if (!owner.bodies.expects(this, part.hash(), part.total())) {
      unasked("bodies", part.part().length());
    } else {
      owner.bodies.heard(this, part.part().length());
      bodyParts
          .add(part.hash(), part.total(), part.offset(), part.part())
          .ifPresent(whole -> owner.bodies.arrived(this, part.hash(), whole));
    }
  }

  private void shortBody(Bytes body) {
    byte[] bytes = body.shared();
    Hash hash = Hash.sha256(bytes);
    if (!owner.bodies.expects(this, hash, bytes.length)) {
      unasked("bodies", bytes.length);
    } else {
      owner.bodies.heard(this, bytes.length);
      owner.bodies.verified(this, hash, bytes);
    }
  }

  /** A batch has come: the peer has what was before. */
  void knows(Have.Item item, FeedHead end) {
    long trimmed = peerHas(end.feed()).map(Have.Item::trimmedThrough).orElse(0L);
    view.put(end.feed(), new Have.Item(item.key(), item.run(), end.seq(), end.head(), trimmed));
  }

  private void stored(Hash hash) {
    owner.listener.peerStored(peer, hash);
    owner.bodies.mayHave(this, hash);
  }

  private void refused(Refuse refuse) {
    owner.setting.log().debug("{} refused {}: {}", peer, refuse.subject(), refuse.reason());
    if (refuse.reason() == Message.Reason.NOT_HERE) {
      owner.listener.peerLacks(peer, refuse.subject());
    }
    owner.bodies.refused(this, refuse.subject());
    following.refused(new FeedId(refuse.subject()));
    if (refuse.reason() == Message.Reason.TRIMMED) {
      pulls.trimmed(refuse);
    } else {
      pulls.refused(new FeedId(refuse.subject()));
    }
    search.refused(new FeedId(refuse.subject()));
  }

  /** Wants are computed anew; a peer that was no member may have become one. */
  void reconsider() {
    introduce();
    following.forgive();
    following.rosterChanged();
    pulls.forgive();
    List.copyOf(view.keySet()).forEach(pulls::consider);
    view.forEach(search::learned);
    pulls.pump();
  }

  void tick(long now) {
    following.tick(now);
    pulls.tick(now);
    search.tick(now);
    boolean busy = pulls.isBusy() || following.isBusy() || owner.bodies.isOwedBy(this);
    if (busy && hold == null) {
      hold = channel.connection().hold("fetching events");
    } else if (!busy) {
      release();
    }
  }

  /** Lets the hub use the connection for something else. */
  private void release() {
    if (hold != null) {
      hold.close();
      hold = null;
    }
  }

  /** Something invalid came: after three times, the connection ends. */
  void strike(String reason, int weight) {
    strikes += weight;
    owner.setting.log().warn("{} sent something invalid: {}", peer, reason);
    if (strikes >= MAX_STRIKES) {
      channel.misbehaved(reason);
    }
  }

  /** So much was asked for and may still come, although nobody waits for it any more. */
  void mayComeLate(int bytes) {
    late = Math.min(MAX_LATE, late + bytes);
  }

  /** A part of a batch or body came that nobody waits for. */
  void unasked(String what, int bytes) {
    if (late >= bytes) {
      late -= bytes;
    } else {
      useless(what + " that were not asked for");
    }
  }

  /** Something came that nobody asked for: now and then it may, but not without end. */
  void useless(String what) {
    if (!useless.take(now())) {
      channel.misbehaved("More than " + USELESS_PER_SECOND + " useless messages a second: " + what);
    }
  }

  void close(String reason) {
    channel.close(reason);
    closed();
  }

  /** Others are asked for what this peer still owed. */
  void closed() {
    release();
    outbox.close();
    following.close();
    pulls.close();
    owner.bodies.left(this);
  }
}
