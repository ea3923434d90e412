package io.muster.hub.provider.machine;

import io.muster.hub.HubStatus;
import io.muster.hub.Peers;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** States and actions of every kind. */
final class Samples {
  static final URI HUB = URI.create("https://hub.example.org");
  static final URI OTHER = URI.create("https://other.example.org");
  static final long NOW = 1_000_000;
  static final PeerKey SELF = key(1);
  static final PeerKey PEER = key(2);
  static final PeerKey THIRD = key(3);
  static final PeerAddress ADDRESS = address(PEER);
  static final LinkFacts LINK = new LinkFacts(7, true, 70, "local");

  private static final Wish HIGH = new Wish(Set.of(PEER), Peers.Priority.HIGH);

  private Samples() {}

  static PeerKey key(long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[PeerKey.BYTES];
    random.nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  static PeerAddress address(PeerKey key) {
    return PeerAddress.parse("local:" + key);
  }

  static State empty() {
    return State.initial(new Setup(SELF, Limits.defaults(), Set.of("local"), true));
  }

  static State limited(int low, int high, int cap, int unknown) {
    Limits limits =
        new Limits(
            new Limits.Water(low, high, cap, unknown),
            Limits.defaults().pace(),
            Limits.defaults().hubs());
    return empty().setup(empty().setup().limits(limits));
  }

  static Map<String, State> states() {
    Map<String, State> states = new LinkedHashMap<>();
    for (Map.Entry<String, State> hub : hubs().entrySet()) {
      for (Map.Entry<String, PeerState> peer : peers().entrySet()) {
        State state =
            peer.getValue() == null ? hub.getValue() : hub.getValue().peer(PEER, peer.getValue());
        String name = "hub " + hub.getKey() + ", peer " + peer.getKey();
        states.put(name, state);
        states.put(name + ", wanted", state.wish(1, HIGH));
        states.put(name + ", no bench", state.setup(state.setup().bench(false)));
        if (peer.getValue() == null) {
          State blocked = state.block(PEER, "spam");
          states.put(name + ", blocked", blocked);
          states.put(name + ", blocked and wanted", blocked.wish(1, HIGH));
        }
      }
    }
    return states;
  }

  private static Map<String, State> hubs() {
    Map<String, State> hubs = new LinkedHashMap<>();
    hubs.put("absent", empty());
    for (HubStatus.State connection : HubStatus.State.values()) {
      HubState state = new HubState(connection, Backoff.NONE, NOW - 50_000, NOW);
      hubs.put(connection.toString(), empty().hub(HUB, state));
    }
    return hubs;
  }

  static Map<String, PeerState> peers() {
    PeerState idle =
        PeerState.known(NOW)
            .routes(
                Routes.NONE.staged(ADDRESS, "lan", true).announced(HUB, List.of(ADDRESS), NOW + 9));
    Map<String, PeerState> peers = new LinkedHashMap<>();
    peers.put("absent", null);
    peers.put("without route", PeerState.known(NOW));
    peers.put("idle", idle);
    peers.put("in back-off", idle.backoff(Backoff.NONE.failed("x", NOW + 60_000)));
    peers.put("faded", idle.backoff(new Backoff(9, NOW - 1, NOW - 5, Optional.of("x"))));
    peers.put("dialling", idle.dialling(3, NOW));
    peers.put("dialling for ever", idle.dialling(3, NOW - 900_000));
    peers.put("connected", idle.connected(LINK, NOW - 900_000));
    peers.put("connected and dialling", idle.dialling(3, NOW).connected(LINK, NOW));
    peers.put("held", idle.connected(LINK, NOW).hold(1, true));
    return peers;
  }

  /** Every kind of action, about the peer and the hub of the states and about others. */
  static List<Action> actions() {
    List<Action> all = new ArrayList<>();
    for (URI hub : List.of(HUB, OTHER)) {
      all.addAll(about(hub));
      for (PeerKey peer : List.of(PEER, THIRD, SELF)) {
        all.add(
            new PeerAction.RemotePeerDidAnnounce(
                peer, List.of(address(peer)), hub, 9_000, NOW, 0.5));
        all.add(new PeerAction.RemotePeerDidAnnounce(peer, List.of(), hub, 9_000, NOW, 0.5));
        all.add(new PeerAction.RemotePeerDidLeave(peer, hub, NOW));
      }
    }
    for (PeerKey peer : List.of(PEER, THIRD, SELF)) {
      all.addAll(about(peer));
      for (long link : new long[] {LINK.id(), 99}) {
        all.addAll(about(peer, link));
      }
    }
    all.addAll(host());
    return all;
  }

  private static List<Action> about(URI hub) {
    return List.of(
        new HubAction.HubAddressAdded(hub, NOW),
        new HubAction.HubAddressRemoved(hub, NOW),
        new HubAction.ConnectToHub(hub, NOW),
        new HubAction.ScheduleConnectToHub(hub, 500, NOW),
        new HubAction.HubConnectionSucceeded(hub, NOW),
        new HubAction.HubConnectionFailed(hub, "no", 0, NOW, 0.5),
        new HubAction.AnnounceToHub(hub, NOW));
  }

  private static List<Action> about(PeerKey peer) {
    return List.of(
        new PeerAction.PeerDidStage(peer, address(peer), NOW),
        new PeerAction.PeerDidUnstage(peer, address(peer), NOW),
        new PeerAction.RemotePeerAsked(peer, NOW),
        new PeerAction.PeerBlocked(peer, "spam", NOW),
        new PeerAction.PeerUnblocked(peer, NOW),
        new PeerAction.BenchShows(peer, Set.of(address(peer)), NOW),
        new PeerAction.BenchShows(peer, Set.of(), NOW),
        new PeerAction.WantAdded(2, Set.of(peer), Peers.Priority.NORMAL, NOW),
        new LinkAction.RemotePeerConnecting(peer, address(peer), NOW),
        new LinkAction.RemotePeerUnreachable(peer, NOW, 0.5),
        new LinkAction.RemotePeerDisconnect(peer, CloseCode.NORMAL, "x", NOW, 0.5));
  }

  private static List<Action> about(PeerKey peer, long link) {
    LinkFacts out = new LinkFacts(link + 1, true, 70, "local");
    LinkFacts in = new LinkFacts(link + 1, false, 71, "local");
    PeerAddress address = address(peer);
    return List.of(
        new LinkAction.RemotePeerConnectionSucceeded(peer, 3, address, out, NOW),
        new LinkAction.RemotePeerConnectionSucceeded(peer, 4, address, out, NOW),
        new LinkAction.RemotePeerClientDidConnect(peer, in, NOW),
        new LinkAction.RemotePeerConnectionFailed(peer, 3, address, "no", NOW, 0.5),
        new LinkAction.RemotePeerConnectionFailed(peer, 4, address, "no", NOW, 0.5),
        new LinkAction.RemotePeerDidDisconnect(peer, link, CloseCode.DEAD, "x", NOW, 0.5),
        new LinkAction.RemotePeerMisbehaved(peer, link, "x", NOW, 0.5),
        new LinkAction.HoldChanged(peer, link, 1, true),
        new LinkAction.HoldChanged(peer, link, 1, false));
  }

  private static List<Action> host() {
    return List.of(
        new HubAction.AnnouncementChanged(NOW),
        new PeerAction.WantRemoved(1, NOW),
        new HostAction.PeerConnectionTimerTicked(NOW, 5),
        new HostAction.NetworkDidReconnect(NOW, 5),
        new HostAction.TransportsChanged(Set.of(), NOW),
        new HostAction.BenchCame(Map.of(ADDRESS, PEER), NOW),
        new HostAction.BenchCame(Map.of(), NOW),
        new HostAction.BenchWent(NOW),
        new HostAction.LimitsChanged(Limits.defaults(), NOW),
        new HostAction.NodeLeaves(NOW));
  }

  static Optional<LinkFacts> link(State state) {
    return state.peer(PEER).flatMap(PeerState::link);
  }
}
