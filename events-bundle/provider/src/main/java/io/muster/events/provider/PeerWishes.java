package io.muster.events.provider;

import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.service.log.Logger;

/**
 * Asks whichever hub there is for connections to the server and to some members: to those whose
 * keys are nearest to the own one, so that each member has others that ask for it. All members are
 * welcome, whoever dials.
 */
final class PeerWishes implements OpenTopic.Wishes {
  private final Executor thread;
  private int most;
  private final Logger log;
  private volatile Peers peers;
  private PeerKey self;
  private PeerKey server;
  private Set<PeerKey> members = Set.of();
  private List<Peers.Want> wants = List.of();
  private Welcome welcome = new Welcome(null);

  /** Talks to the hub on a thread of its own; what is wished for last counts. */
  PeerWishes(Executor thread, int most, Logger log) {
    this.log = log;
    this.thread = thread;
    this.most = most;
  }

  /** Changes to how many members connections are asked for. */
  void most(int fresh) {
    post(
        () -> {
          if (most != fresh) {
            most = fresh;
            renew();
          }
        });
  }

  void self(PeerKey key) {
    post(() -> self = key);
  }

  /** Uses a hub from now on. */
  void use(Peers other) {
    peers = other;
    post(this::renew);
  }

  /** Does not use a hub any more. */
  void gone(Peers old) {
    if (peers == old) {
      peers = null;
      post(this::renew);
    }
  }

  @Override
  public void wish(PeerKey topicServer, Set<PeerKey> topicMembers) {
    Set<PeerKey> copy = Set.copyOf(topicMembers);
    post(
        () -> {
          server = topicServer;
          if (wants.isEmpty() || !members.equals(copy)) {
            members = copy;
            renew();
          }
          welcome.everybody(members);
        });
  }

  /** Wishes for nobody any more; on the thread given. */
  void end() {
    server = null;
    members = Set.of();
    renew();
    welcome.close();
  }

  private void post(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("A wish came after the topic's end", e);
    }
  }

  private void renew() {
    List<Peers.Want> before = wants;
    wants = List.of();
    Peers hub = peers;
    if (!welcome.isAt(hub)) {
      welcome.close();
      welcome = new Welcome(hub);
      welcome.everybody(server == null ? Set.of() : members);
    }
    if (hub != null && server != null) {
      List<Peers.Want> fresh = new ArrayList<>();
      if (!server.equals(self)) {
        fresh.add(hub.want(Set.of(server), Peers.Priority.HIGH));
      }
      Set<PeerKey> near = nearest();
      if (!near.isEmpty()) {
        fresh.add(hub.want(near, Peers.Priority.NORMAL));
      }
      wants = List.copyOf(fresh);
    }
    before.forEach(this::close);
  }

  private void close(Peers.Want want) {
    try {
      want.close();
    } catch (RuntimeException e) { // the hub that gave it may be gone, and the wish with it
      log.debug("A wish could not be taken back", e);
    }
  }

  /** All members, welcome at one hub; who comes new is added without beginning anew. */
  private final class Welcome {
    private static final int MANY = 64;

    private final Peers hub;
    private final Set<PeerKey> known = new HashSet<>();
    private final List<Peers.Want> handles = new ArrayList<>();

    private Welcome(Peers hub) {
      this.hub = hub;
    }

    private boolean isAt(Peers other) {
      return hub == other;
    }

    private void everybody(Set<PeerKey> now) {
      if (hub == null || known.equals(now)) {
        return;
      }
      List<Peers.Want> before = List.copyOf(handles);
      boolean anew = before.size() > MANY || !now.containsAll(known);
      if (anew) {
        known.clear();
        handles.clear();
      }
      List<PeerKey> fresh = now.stream().filter(known::add).toList();
      for (int from = 0; from < fresh.size(); from += Peers.Want.MAX_PEERS) {
        int to = Math.min(fresh.size(), from + Peers.Want.MAX_PEERS);
        handles.add(hub.want(Set.copyOf(fresh.subList(from, to)), Peers.Priority.WELCOME));
      }
      if (anew) {
        before.forEach(PeerWishes.this::close);
      }
    }

    private void close() {
      handles.forEach(PeerWishes.this::close);
      handles.clear();
    }
  }

  private Set<PeerKey> nearest() {
    List<PeerKey> order = new ArrayList<>(members);
    order.sort((a, b) -> compareDistance(a.bytes(), b.bytes(), self.bytes()));
    return new HashSet<>(order.subList(0, Math.min(most, order.size())));
  }

  private static int compareDistance(byte[] a, byte[] b, byte[] from) {
    for (int i = 0; i < from.length; i++) {
      int order = Integer.compare((a[i] ^ from[i]) & 0xff, (b[i] ^ from[i]) & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
