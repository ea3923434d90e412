package io.muster.hub.provider.machine;

import static io.muster.hub.provider.machine.Samples.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Peers;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static Recorder staged(State state, int count) {
    Recorder recorder = new Recorder(state);
    for (int i = 0; i < count; i++) {
      PeerKey key = Samples.key(100 + i);
      recorder.run(new PeerAction.PeerDidStage(key, Samples.address(key), NOW));
    }
    return recorder;
  }

  private static void tick(Recorder recorder, long at) {
    recorder.run(new HostAction.PeerConnectionTimerTicked(at, at));
  }

  private static void connect(Recorder recorder, Effect.Dial dial, long at) {
    LinkFacts facts = new LinkFacts(1_000 + dial.attempt(), true, 1, "local");
    recorder.run(
        new LinkAction.RemotePeerConnectionSucceeded(
            dial.peer(), dial.attempt(), dial.address(), facts, at));
  }

  private static void fail(Recorder recorder, Effect.Dial dial, long at) {
    recorder.run(
        new LinkAction.RemotePeerConnectionFailed(
            dial.peer(), dial.attempt(), dial.address(), "no", at, 0.5));
  }

  @Test
  void dialsAtATimeAreBounded() {
    Recorder recorder = staged(Samples.empty(), 50);
    tick(recorder, NOW);
    tick(recorder, NOW + 1);
    assertEquals(8, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void unwantedPeersAreDialledUpToTheLowWaterOnly() {
    Recorder recorder = staged(Samples.limited(3, 6, 8, 4), 20);
    for (long at = NOW; at < NOW + 10; at++) {
      tick(recorder, at);
      long now = at;
      List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
      recorder.effects.clear();
      dials.forEach(d -> connect(recorder, d, now));
    }
    assertEquals(3, recorder.open.size());
  }

  @Test
  void wantedPeersAreDialledFirstTheMoreWantedBeforeTheLess() {
    Recorder recorder = staged(Samples.empty(), 40);
    PeerKey high = Samples.key(120);
    PeerKey normal = Samples.key(110);
    recorder.run(
        new PeerAction.WantAdded(1, Set.of(normal), Peers.Priority.NORMAL, NOW),
        new PeerAction.WantAdded(2, Set.of(high), Peers.Priority.HIGH, NOW));
    tick(recorder, NOW);
    List<PeerKey> order = recorder.all(Effect.Dial.class).stream().map(Effect.Dial::peer).toList();
    assertEquals(List.of(high, normal), order.subList(0, 2));
  }

  @Test
  void wantedPeersThatCannotBeReachedDoNotTakeTheLastSlot() {
    Recorder recorder = staged(Samples.empty(), 40);
    Set<PeerKey> wanted = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      wanted.add(Samples.key(100 + i));
    }
    recorder.run(new PeerAction.WantAdded(1, wanted, Peers.Priority.HIGH, NOW));
    tick(recorder, NOW);
    long others =
        recorder.all(Effect.Dial.class).stream().filter(d -> !wanted.contains(d.peer())).count();
    assertEquals(1, others);
  }

  @Test
  void peerThatFailedTwiceIsDialledAfterOneThatNeverFailed() {
    Recorder recorder = staged(Samples.limited(1, 2, 3, 3), 1);
    for (int i = 0; i < 2; i++) {
      tick(recorder, NOW + i * 10_000);
      fail(recorder, recorder.all(Effect.Dial.class).get(i), NOW + i * 10_000);
    }
    PeerKey fresh = Samples.key(500);
    recorder.run(new PeerAction.PeerDidStage(fresh, Samples.address(fresh), NOW));
    tick(recorder, NOW + 100_000);
    assertEquals(fresh, recorder.all(Effect.Dial.class).get(2).peer());
  }

  @Test
  void noCandidateStarvesWhenMostCannotBeReached() {
    Recorder recorder = staged(Samples.limited(1, 2, 3, 3), 60);
    Map<PeerKey, Integer> tries = new HashMap<>();
    int seen = 0;
    for (long at = NOW; at < NOW + 3_600_000; at += 1_000) {
      tick(recorder, at);
      List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
      for (Effect.Dial dial : dials.subList(seen, dials.size())) {
        tries.merge(dial.peer(), 1, Integer::sum);
        fail(recorder, dial, at);
      }
      seen = dials.size();
    }
    assertEquals(60, tries.size());
    int least = tries.values().stream().min(Integer::compare).orElseThrow();
    int most = tries.values().stream().max(Integer::compare).orElseThrow();
    assertTrue(most <= 2 * least, least + " to " + most + " tries in an hour");
  }

  @Test
  void oldestConnectionRotatesOutAfterItsDwellButNeverOneHeldOrWanted() {
    Recorder recorder = staged(Samples.limited(3, 6, 8, 8), 20);
    tick(recorder, NOW);
    List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
    for (int i = 0; i < 3; i++) {
      connect(recorder, dials.get(i), NOW + i);
    }
    PeerKey wanted = dials.get(0).peer();
    PeerKey held = dials.get(1).peer();
    recorder.run(
        new PeerAction.WantAdded(1, Set.of(wanted), Peers.Priority.NORMAL, NOW),
        new LinkAction.HoldChanged(held, 1_000 + dials.get(1).attempt(), 1, true));
    tick(recorder, NOW + 100_000);
    assertEquals(List.of(), recorder.all(Effect.CloseLink.class), "before the dwell time");
    tick(recorder, NOW + 120_010);
    tick(recorder, NOW + 120_011);
    List<Effect.CloseLink> closed = recorder.all(Effect.CloseLink.class);
    assertEquals(1, closed.size());
    assertEquals(1_000 + dials.get(2).attempt(), closed.get(0).link());
    assertEquals(CloseCode.ROTATED, closed.get(0).code());
  }

  @Test
  void wantedNewcomerPushesOutAnUnwantedConnectionWhenTheCapIsReached() {
    Recorder recorder = new Recorder(Samples.limited(1, 2, 2, 2));
    for (int i = 0; i < 3; i++) {
      recorder.run(
          new LinkAction.RemotePeerClientDidConnect(
              Samples.key(200 + i), new LinkFacts(i, false, i, "local"), NOW));
    }
    assertEquals(CloseCode.BUSY, recorder.all(Effect.CloseLink.class).get(0).code());
    PeerKey wanted = Samples.key(300);
    recorder.run(
        new PeerAction.WantAdded(1, Set.of(wanted), Peers.Priority.NORMAL, NOW),
        new LinkAction.RemotePeerClientDidConnect(
            wanted, new LinkFacts(9, false, 9, "local"), NOW));
    assertTrue(recorder.open.containsKey(9L));
    assertEquals(2, recorder.open.size());
  }

  @Test
  void strangersLeaveRoomForWantedPeers() {
    Recorder recorder = new Recorder(Samples.limited(2, 6, 8, 2));
    for (int i = 0; i < 8; i++) {
      recorder.run(
          new LinkAction.RemotePeerClientDidConnect(
              Samples.key(200 + i), new LinkFacts(i, false, i, "local"), NOW));
    }
    assertEquals(2, recorder.open.size());
  }

  @Test
  void welcomePeersHaveTheSlotsThatStrangersMayNotTake() {
    Recorder recorder = new Recorder(Samples.limited(1, 8, 8, 2));
    Set<PeerKey> members = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      members.add(Samples.key(300 + i));
    }
    recorder.run(new PeerAction.WantAdded(1, members, Peers.Priority.WELCOME, NOW));
    for (int i = 0; i < 8; i++) {
      accept(recorder, Samples.key(200 + i), i);
    }
    assertEquals(2, recorder.open.size());
    for (int i = 0; i < 8; i++) {
      accept(recorder, Samples.key(300 + i), 10 + i);
    }
    assertEquals(members, new HashSet<>(recorder.open.values()));
    accept(recorder, Samples.key(250), 99);
    assertEquals(members, new HashSet<>(recorder.open.values()));
    tick(recorder, NOW + 1);
    assertEquals(List.of(), recorder.all(Effect.Dial.class), "welcome is not wanted");
  }

  private static void accept(Recorder recorder, PeerKey key, long link) {
    LinkFacts facts = new LinkFacts(link, false, link, "tls");
    recorder.run(new LinkAction.RemotePeerClientDidConnect(key, facts, NOW));
  }

  @Test
  void noMoreStrangersAreDialledThanMayBeConnected() {
    Recorder recorder = staged(Samples.limited(6, 8, 8, 2), 20);
    for (long at = NOW; at < NOW + 10; at++) {
      tick(recorder, at);
    }
    assertEquals(2, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void strangersTakeTurnsAlsoWhereTheirSlotsAreFewerThanTheLowWater() {
    Recorder recorder = staged(Samples.limited(6, 8, 8, 2), 20);
    Set<PeerKey> met = new HashSet<>();
    for (long at = NOW; at < NOW + 3_600_000; at += 1_000) {
      tick(recorder, at);
      long now = at;
      List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
      recorder.effects.clear();
      dials.forEach(d -> met.add(d.peer()));
      dials.forEach(d -> connect(recorder, d, now));
    }
    assertEquals(20, met.size());
  }

  @Test
  void peersOfATypeShareItsSlotsByTurnsAndLeaveTheOthersAlone() {
    State state = Samples.limited(4, 8, 8, 8);
    Limits.Water water = new Limits.Water(4, 8, 8, 8, Map.of("lan", 2, "incoming", 1));
    Limits limits = new Limits(water, state.limits().pace(), state.limits().hubs());
    Recorder recorder = new Recorder(state.setup(state.setup().limits(limits)));
    for (int i = 0; i < 6; i++) {
      PeerKey key = Samples.key(100 + i);
      recorder.run(new PeerAction.PeerDidStage(key, Samples.address(key), "lan", NOW));
    }
    PeerKey far = Samples.key(200);
    recorder.run(new PeerAction.PeerDidStage(far, Samples.address(far), "dht", NOW));
    accept(recorder, Samples.key(300), 1);
    accept(recorder, Samples.key(301), 2);
    Set<PeerKey> met = new HashSet<>();
    for (long at = NOW; at < NOW + 1_800_000; at += 1_000) {
      tick(recorder, at);
      long now = at;
      List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
      recorder.effects.clear();
      dials.forEach(d -> met.add(d.peer()));
      dials.forEach(d -> connect(recorder, d, now));
      long lan = recorder.open.values().stream().filter(k -> !k.equals(far)).count();
      assertTrue(lan <= 3, "two of the net, one that came");
    }
    assertEquals(7, met.size());
    assertTrue(recorder.open.containsValue(far) && recorder.open.containsValue(Samples.key(300)));
  }

  @Test
  void nodeThatCannotDialAtAllTriesSlowlyAndAtOnceWhenItCanAgain() {
    Recorder recorder = staged(Samples.empty(), 1_000);
    long at = NOW;
    for (; at < NOW + 60_000; at += 250) {
      tick(recorder, at);
      long now = at;
      List<Effect.Dial> dials = List.copyOf(recorder.all(Effect.Dial.class));
      recorder.effects.removeAll(dials);
      dials.forEach(d -> fail(recorder, d, now));
    }
    long tried =
        recorder.state.peers().values().stream().filter(p -> p.backoff().failures() > 0).count();
    assertTrue(tried >= 12 && tried <= 24, tried + " dials in a minute without a network");
    recorder.run(new HostAction.NetworkDidReconnect(at, 7));
    tick(recorder, at + 1_000);
    assertEquals(8, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void oneThatAnswersEndsTheCalm() {
    Recorder recorder = staged(Samples.empty(), 100);
    tick(recorder, NOW);
    List<Effect.Dial> dials = List.copyOf(recorder.all(Effect.Dial.class));
    dials.subList(0, 7).forEach(d -> fail(recorder, d, NOW));
    tick(recorder, NOW + 250);
    assertEquals(8, recorder.all(Effect.Dial.class).size());
    connect(recorder, dials.get(7), NOW + 300);
    tick(recorder, NOW + 500);
    assertEquals(16, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void neitherCapNorOneConnectionForEachPeerIsEverBroken() {
    for (long seed = 0; seed < 60; seed++) {
      try {
        randomWalk(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** The recorder checks with each effect. */
  private static void randomWalk(Random random) {
    int cap = 1 + random.nextInt(6);
    Recorder recorder =
        new Recorder(Samples.limited(random.nextInt(cap + 1), cap, cap, random.nextInt(cap + 1)));
    List<PeerKey> keys = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      keys.add(Samples.key(100 + i));
    }
    long at = NOW;
    for (int i = 0; i < 400; i++) {
      at += random.nextInt(20_000);
      recorder.run(randomAction(random, recorder, keys.get(random.nextInt(keys.size())), at));
    }
    assertEquals(recorder.state.connections(), recorder.open.size());
  }

  private static Action randomAction(Random random, Recorder recorder, PeerKey key, long at) {
    List<Effect.Dial> dials = recorder.all(Effect.Dial.class);
    Effect.Dial dial = dials.isEmpty() ? null : dials.get(random.nextInt(dials.size()));
    long fresh = random.nextInt(1_000_000);
    switch (random.nextInt(9)) {
      case 0:
        return new PeerAction.PeerDidStage(key, Samples.address(key), at);
      case 1:
        return new LinkAction.RemotePeerClientDidConnect(
            key, new LinkFacts(fresh, false, random.nextInt(3), "local"), at);
      case 2:
        return new PeerAction.WantAdded(random.nextInt(3), Set.of(key), Peers.Priority.NORMAL, at);
      case 3:
        return new PeerAction.WantRemoved(random.nextInt(3), at);
      case 4:
        return recorder
            .state
            .peer(key)
            .flatMap(PeerState::link)
            .<Action>map(
                l ->
                    new LinkAction.RemotePeerDidDisconnect(
                        key, l.id(), CloseCode.DEAD, "x", at, random.nextDouble()))
            .orElse(new LinkAction.RemotePeerDisconnect(key, CloseCode.NORMAL, "x", at, 0.5));
      case 5:
        return dial == null
            ? new HostAction.NetworkDidReconnect(at, random.nextLong())
            : new LinkAction.RemotePeerConnectionFailed(
                dial.peer(), dial.attempt(), dial.address(), "no", at, random.nextDouble());
      case 6:
        return dial == null
            ? new PeerAction.RemotePeerAsked(key, at)
            : new LinkAction.RemotePeerConnectionSucceeded(
                dial.peer(),
                dial.attempt(),
                dial.address(),
                new LinkFacts(fresh, true, 1, "local"),
                at);
      default:
        return new HostAction.PeerConnectionTimerTicked(at, random.nextLong());
    }
  }

  @Test
  void aPeerWithAnotherWayIsDialledThereAtOnceAndWaitsOnlyWhenAllHaveFailed() {
    Recorder recorder = new Recorder(Samples.empty());
    PeerKey key = Samples.key(100);
    PeerAddress first =
        new PeerAddress(List.of(List.of(protocol("net", "a"), protocol("local", ""))));
    PeerAddress second =
        new PeerAddress(List.of(List.of(protocol("net", "b"), protocol("local", ""))));
    recorder.run(
        new PeerAction.WantAdded(1, Set.of(key), Peers.Priority.HIGH, NOW),
        new PeerAction.PeerDidStage(key, first, NOW),
        new PeerAction.PeerDidStage(key, second, NOW));
    List<PeerAddress> dialled = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tick(recorder, NOW + i);
      for (Effect.Dial dial : List.copyOf(recorder.all(Effect.Dial.class))) {
        dialled.add(dial.address());
        recorder.effects.clear();
        fail(recorder, dial, NOW + i);
      }
    }
    assertEquals(List.of(first, second), dialled);
    assertEquals(1, recorder.state.peers().get(key).backoff().failures());
  }

  private static PeerAddress.Protocol protocol(String name, String data) {
    return new PeerAddress.Protocol(name, List.of(data));
  }

  @Test
  void noMoreAreDialledThanAllowedHoweverManyAskForIt() {
    Recorder recorder = new Recorder(Samples.empty());
    for (int i = 0; i < 50; i++) {
      PeerKey key = Samples.key(500 + i);
      recorder.run(new PeerAction.PeerDidStage(key, Samples.address(key), NOW));
      recorder.run(new PeerAction.RemotePeerAsked(key, NOW));
    }
    int most = Limits.defaults().pace().dials();
    assertEquals(most, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void dialIsGivenUpInItsTimeAlsoWhenALinkFromThePeerEndsMeanwhile() {
    PeerState idle = Samples.peers().get("idle");
    PeerState dialled = idle.dialling(1, NOW).connected(Samples.LINK, NOW);
    long late = Limits.defaults().pace().dialTimeout() + Scheduler.GRACE;
    Recorder recorder = new Recorder(Samples.empty().peer(Samples.PEER, dialled));
    recorder.run(
        new LinkAction.RemotePeerDidDisconnect(
            Samples.PEER, Samples.LINK.id(), CloseCode.DEAD, "silent", NOW + late - 1, 0.5),
        new HostAction.PeerConnectionTimerTicked(NOW + late, 1));
    assertEquals(0, recorder.state.peer(Samples.PEER).get().dialling());
  }

  @Test
  void whoWaitsFollowsAConnectionThatHadItsTimeHoweverManyDialIn() {
    Recorder recorder = new Recorder(Samples.limited(1, 8, 8, 8));
    recorder.run(new PeerAction.PeerDidStage(Samples.PEER, Samples.ADDRESS, NOW));
    for (int i = 0; i < 3; i++) {
      recorder.run(
          new LinkAction.RemotePeerClientDidConnect(
              Samples.key(600 + i), new LinkFacts(i, false, i, "local"), NOW));
    }
    long later = NOW + Limits.defaults().pace().dwell();
    recorder.run(new HostAction.PeerConnectionTimerTicked(later, 1));
    assertEquals(CloseCode.ROTATED, recorder.all(Effect.CloseLink.class).get(0).code());
    assertEquals(Samples.PEER, recorder.all(Effect.Dial.class).get(0).peer());
  }
}
