package io.muster.events.provider.sync;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.thread.Timers;
import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.PeerProtocol;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.osgi.service.log.Logger;

/**
 * Anti-entropy with all connected members: says what grew here, fetches what grew there, from one
 * peer at a time and from another when nothing comes. Confined to the topic's thread but for {@link
 * #opened}.
 */
public final class Replication implements PeerProtocol {
  /** Most bytes of one channel that may wait to be read; an honest peer sends what was asked. */
  static final int MAX_UNREAD = 16 << 20;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_TO_RECONSIDER = 30;

  /** What the node does when something comes about. */
  public interface Listener {
    /** An encrypted payload has become durable. */
    void bodyKept(Hash hash);

    /** All that one member has, and this node lacked, is here: called at each such moment. */
    void caughtUp(PeerKey peer);

    /** A peer is connected anew and is about to tell all that it has. */
    default void met(PeerKey peer) {}

    /** A channel to a peer has ended. */
    default void left(PeerKey peer) {}

    /** A member has stored a feed up to a number. */
    void peerHas(PeerKey peer, FeedId feed, long seq);

    /** As {@link #peerHas(PeerKey, FeedId, long)}, but perhaps with nothing up to a number. */
    default void peerHas(PeerKey peer, FeedId feed, long seq, long trimmedThrough) {
      peerHas(peer, feed, seq);
    }

    /** A member has stored an encrypted payload. */
    void peerStored(PeerKey peer, Hash hash);

    /** A peer has not, or no longer, stored an encrypted payload. */
    default void peerLacks(PeerKey peer, Hash hash) {}
  }

  /** What a topic's parts share. */
  public record Setting(
      Hash topic,
      PeerKey server,
      PeerKey self,
      Executor thread,
      Timers timers,
      InstantSource clock,
      Logger log) {}

  final Setting setting;
  final Archive archive;
  final Listener listener;
  final BodyFetch bodies;
  final Claims pulled;
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Set<FeedId> grown = new LinkedHashSet<>();
  private final Set<Hash> stored = new LinkedHashSet<>();
  private final Set<Hash> dropped = new LinkedHashSet<>();
  private boolean flushing;
  private boolean closed;
  private int ticks;
  private Timers.Timer tick = () -> {};

  /** Makes replication; channels may open at once. */
  public Replication(Setting setting, Archive archive, Listener listener) {
    this.setting = setting;
    this.archive = archive;
    this.listener = listener;
    this.bodies = new BodyFetch(this);
    this.pulled = new Claims(setting.server(), setting.self());
    tick = setting.timers().schedule(TICK, this::tick);
  }

  @Override
  public ChannelHandler opened(Channel channel) {
    Inlet inlet = new Inlet(channel);
    inlet.post(inlet::open);
    return inlet;
  }

  /** Tells peers that a feed has grown on this disk. */
  public void grew(FeedId feed) {
    grown.add(feed);
    flushSoon();
  }

  /** Sends those that follow a feed of this node what is on its way to the disk. */
  public void travels(FeedId feed) {
    sessions.forEach(session -> session.followers.travels(feed));
  }

  /** Fetches an encrypted payload. */
  public void want(Hash body, int length, boolean own) {
    bodies.want(body, length, own);
  }

  /** Tells peers that a payload is gone although it is of use: they may count it as stored here. */
  public void dropped(Hash body) {
    stored.remove(body);
    dropped.add(body);
    flushSoon();
  }

  /** Tells peers what is proven against a feed. */
  public void forked(ForkProof proof) {
    for (Session session : List.copyOf(sessions)) {
      session.announcer.forks(List.of(proof));
    }
    grew(proof.feed());
  }

  /** Members have come or gone: everything is considered anew. */
  public void rosterChanged() {
    archive.forks().reconsider();
    List.copyOf(sessions).forEach(Session::reconsider);
    bodies.pump();
  }

  /** A feed can be fetched behind its TRIM from now on. */
  public void trimmed(FeedId feed) {
    for (Session session : List.copyOf(sessions)) {
      session.pulls.forgive(feed);
      session.pulls.consider(feed);
      session.pulls.pump();
    }
  }

  /** Returns the members to which there is a channel. */
  public Set<PeerKey> connected() {
    return sessions.stream()
        .map(Session::peer)
        .filter(archive::isMember)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Closes all channels. */
  public void close(String reason) {
    closed = true;
    tick.cancel();
    List.copyOf(sessions).forEach(session -> session.close(reason));
    sessions.clear();
  }

  Set<Session> sessions() {
    return sessions;
  }

  void kept(Hash hash) {
    stored.add(hash);
    dropped.remove(hash);
    flushSoon();
    listener.bodyKept(hash);
  }

  /** Says whether a feed can be had from another peer than the one that is fetched from. */
  boolean canAskAnother(FeedId feed) {
    return sessions.stream().anyMatch(session -> session.pulls.couldAsk(feed));
  }

  /** Says whether the writer of a feed sends it as it grows. */
  boolean isFollowed(FeedId feed) {
    return sessions.stream().anyMatch(session -> session.following.expects(feed));
  }

  /** Says whether nothing that a peer is known to have is on its way here. */
  boolean isQuiet() {
    return pulled.isEmpty() && sessions.stream().noneMatch(s -> s.following.isBusy());
  }

  /** Returns the last entry of a feed that any peer is known to have, 0 if none is. */
  long known(FeedId feed) {
    return sessions.stream()
        .flatMap(session -> session.peerHas(feed).stream())
        .mapToLong(Message.Have.Item::lastSeq)
        .max()
        .orElse(0);
  }

  /** A feed is no longer being fetched from a peer: whoever has more of it may be asked. */
  void released(FeedId feed, PeerKey peer) {
    pulled.release(feed, peer);
    for (Session session : List.copyOf(sessions)) {
      session.pulls.consider(feed);
      session.pulls.pump();
    }
  }

  private void flushSoon() {
    if (!flushing && !closed) {
      flushing = true;
      setting.thread().execute(this::flush);
    }
  }

  /** One HAVE and one STORED for all that came about in the meantime, and what is gone. */
  private void flush() {
    flushing = false;
    List<FeedId> feeds = List.copyOf(grown);
    List<Hash> hashes = List.copyOf(stored);
    grown.clear();
    stored.clear();
    List<Hash> gone = List.copyOf(dropped);
    dropped.clear();
    for (Session session : List.copyOf(sessions)) {
      session.announcer.feeds(feeds);
      session.announcer.bodies(hashes);
      session.announcer.gone(gone);
    }
  }

  private void tick() {
    long now = setting.clock().millis();
    ticks++;
    for (Session session : List.copyOf(sessions)) {
      session.tick(now);
      if (ticks % TICKS_TO_RECONSIDER == 0) {
        session.reconsider();
      }
    }
    bodies.tick(now, ticks % TICKS_TO_RECONSIDER == 0);
    if (!closed) {
      tick = setting.timers().schedule(TICK, this::tick);
    }
  }

  /** Brings what arrives on a channel's thread to the topic's. */
  private final class Inlet implements ChannelHandler {
    private final Channel channel;
    private final AtomicInteger unread = new AtomicInteger();
    private Session session;

    Inlet(Channel channel) {
      this.channel = channel;
    }

    void open() {
      if (closed) {
        channel.close("The topic is closed");
        return;
      }
      session = new Session(Replication.this, channel);
      sessions.add(session);
      session.hello();
    }

    @Override
    public void received(ByteBuffer message) {
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
      int size = copy.remaining();
      if (unread.addAndGet(size) > MAX_UNREAD) {
        channel.misbehaved("It sends more than was asked for");
        return;
      }
      post(
          () -> {
            unread.addAndGet(-size);
            if (session != null && sessions.contains(session)) {
              session.received(copy);
            }
          });
    }

    @Override
    public boolean neverWaits() {
      return true; // the topic's thread does what is to be done
    }

    @Override
    public void closed(String reason) {
      post(
          () -> {
            if (session != null && sessions.remove(session)) {
              session.closed();
              listener.left(session.peer());
            }
          });
    }

    void post(Runnable task) {
      try {
        setting.thread().execute(task);
      } catch (RejectedExecutionException e) {
        channel.close("The topic is closed");
      }
    }
  }
}
