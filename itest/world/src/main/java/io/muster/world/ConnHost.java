package io.muster.world;

import io.muster.hub.provider.announce.Inbox;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process that connects as the scheduler of ssb-conn 6 does: a cycle about every 2 s; a quota of
 * 4; excess closed over twice that; rotation after 2 minutes; a cool-down of (hops x 1 s + 4 s +
 * min(64, failures)^3 x 10 s) x fullness; dials given up after 10 s; all connections closed after a
 * sleep. Where its rules are silent it is given ours: of two links to a peer the same stays at both
 * ends, links are watched by pings, hubs are tried again with back-off, addresses are tried in
 * turn.
 */
final class ConnHost extends Host implements HubClient.Listener {
  /** Connections to be had with peers that are no rooms. */
  static final int QUOTA = 4;

  private static final long CYCLE = 2_000;
  private static final long ROTATION = 120_000;
  private static final long DIAL_LIMIT = 10_000;
  private static final long LATE = 30_000;
  private static final long WATCH = 10_000;
  private static final long INTERVAL = 30_000;
  private static final long HUB_BACKOFF = 60_000;

  private final HubClient hubs = new HubClient(this, this);
  private final Voice voice;
  private final boolean cools;
  private final Map<PeerKey, Peer> peers = new TreeMap<>();
  private final Map<URI, Integer> hubFailures = new TreeMap<>();
  private long attempts;
  private long watchedAt;

  /** What is known of a peer. */
  private static final class Peer {
    private List<PeerAddress> addresses = List.of();
    private long until = Long.MIN_VALUE;
    private int failures;
    private int tries;
    private long changedAt = Long.MIN_VALUE;
    private long dialling;
    private Session session;

    private boolean isUp() {
      return session != null || dialling != 0;
    }
  }

  ConnHost(World world, Place place, boolean cools) {
    super(world, place);
    this.cools = cools;
    voice = new Voice(this, world.plan().ttlSeconds());
  }

  @Override
  void start() {
    place().hubs.forEach(hubs::connect);
    watchedAt = millis();
    after(chance().between(1, (int) TICK), this::tick);
    after(chance().between(1, (int) CYCLE), this::cycle);
    after(WATCH, this::watch);
  }

  private void tick() {
    tickSessions();
    after(TICK, this::tick);
  }

  private void watch() {
    long late = millis() - watchedAt - WATCH;
    watchedAt = millis();
    if (late > LATE) {
      sessions().forEach(s -> s.close(CloseCode.NORMAL, "woke up"));
    }
    after(WATCH, this::watch);
  }

  // ---- the scheduler

  private void cycle() {
    long now = millis();
    List<Peer> up = new ArrayList<>(peers.values().stream().filter(Peer::isUp).toList());
    up.sort(Comparator.comparingLong(p -> p.changedAt));
    for (Peer peer : up) {
      if (peer.dialling != 0 && now - peer.changedAt > DIAL_LIMIT) {
        failed(peer);
      }
    }
    List<PeerKey> waiting = candidates(up.size(), now);
    int excess = up.size() > 2 * QUOTA ? up.size() - QUOTA : 0;
    for (Peer peer : up) {
      boolean old = !waiting.isEmpty() && now - peer.changedAt > ROTATION;
      if (peer.session != null && (excess-- > 0 || old)) {
        count(peer.session);
        peer.session.close(CloseCode.ROTATED, "makes room");
      }
    }
    waiting.stream().limit(Math.max(0, QUOTA - up.size())).forEach(this::dial);
    after(CYCLE, this::cycle);
  }

  private void count(Session session) {
    world().figures().count(session.age() < 60_000 ? "flaps" : "turns");
  }

  /** Who may be dialled, those that changed longest ago first. */
  private List<PeerKey> candidates(int up, long now) {
    double fullness = cools ? Math.min(1, (double) up / QUOTA) : 0;
    return peers.entrySet().stream()
        .filter(e -> !e.getValue().isUp() && e.getValue().until > now)
        .filter(
            e ->
                now - Math.max(e.getValue().changedAt, Long.MIN_VALUE / 2)
                    > coolDown(e.getValue()) * fullness)
        .sorted(Comparator.comparingLong(e -> e.getValue().changedAt))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static double coolDown(Peer peer) {
    double failures = Math.min(64, peer.failures);
    return 1_000 + 4_000 + failures * failures * failures * 10_000;
  }

  private void dial(PeerKey key) {
    Peer peer = peers.get(key);
    long attempt = ++attempts;
    peer.dialling = attempt;
    peer.changedAt = millis();
    PeerAddress address = peer.addresses.get(peer.tries++ % peer.addresses.size());
    world()
        .net()
        .dial(
            this,
            address,
            DIAL_LIMIT,
            (pipe, error) -> {
              if (error == null) {
                begin(pipe, new Session.Dialled(attempt));
              } else if (peer.dialling == attempt) {
                failed(peer);
              }
            });
  }

  private void failed(Peer peer) {
    peer.dialling = 0;
    peer.failures++;
    peer.changedAt = millis();
  }

  // ---- links

  @Override
  void greeted(Session session, long peersNonce) {
    Peer peer = peers.computeIfAbsent(session.peer(), k -> new Peer());
    if (session.dialled() != null) {
      peer.dialling = 0;
    }
    Session old = peer.session;
    if (old != null && (old.dialled() != null) != (session.dialled() != null)) {
      boolean smaller = key().compareTo(session.peer()) < 0;
      if ((session.dialled() != null) != smaller) {
        session.close(CloseCode.REPLACED, "both dialled");
        return;
      }
    }
    peer.session = session;
    peer.failures = 0;
    peer.changedAt = millis();
    session.connected();
    world().figures().count("connections");
    if (old != null) {
      old.close(CloseCode.REPLACED, "a newer link");
    }
  }

  @Override
  void ended(Session session, CloseCode code, String reason, boolean blamed) {
    Peer peer = peers.computeIfAbsent(session.peer(), k -> new Peer());
    if (peer.session == session) {
      peer.session = null;
      peer.changedAt = millis();
    } else if (session.dialled() != null && peer.dialling == session.dialled().attempt()) {
      failed(peer);
    }
  }

  // ---- hubs

  @Override
  public void hubConnected(URI hub) {
    hubFailures.remove(hub);
    announce(hub, hubs.entry(hub));
  }

  private void announce(URI hub, Object entry) {
    if (hubs.entry(hub) == entry && entry != null) {
      hubs.send(hub, voice.announcement());
      after(INTERVAL, () -> announce(hub, entry));
    }
  }

  @Override
  public void hubFailed(URI hub, String error, long retryAfter) {
    int failures = hubFailures.merge(hub, 1, Integer::sum);
    long bound = Math.min(HUB_BACKOFF, 1_000L << Math.min(failures, 16));
    after(
        Math.max(retryAfter, (long) (chance().part() * bound)),
        () -> {
          if (hubs.entry(hub) == null) {
            hubs.connect(hub);
          }
        });
  }

  @Override
  public void letter(URI hub, Inbox.Letter letter) {
    letter.announcement().ifPresent(record -> announced(hub, letter.from(), record));
  }

  private void announced(URI hub, PeerKey from, PeerRecord record) {
    boolean fresh = !knows(from);
    Peer peer = peers.computeIfAbsent(from, k -> new Peer());
    peer.addresses = record.addresses();
    peer.until = millis() + record.ttlSeconds() * 1_000;
    if (fresh) {
      // a newcomer is answered, as ours do
      hubs.send(hub, voice.announcement());
    }
  }

  @Override
  boolean knows(PeerKey peer) {
    Peer known = peers.get(peer);
    return known != null && known.until > millis() && !known.addresses.isEmpty();
  }
}
