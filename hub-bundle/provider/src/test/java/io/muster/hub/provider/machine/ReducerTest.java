package io.muster.hub.provider.machine;

import static io.muster.hub.provider.machine.Samples.ADDRESS;
import static io.muster.hub.provider.machine.Samples.HUB;
import static io.muster.hub.provider.machine.Samples.LINK;
import static io.muster.hub.provider.machine.Samples.NOW;
import static io.muster.hub.provider.machine.Samples.PEER;
import static io.muster.hub.provider.machine.Samples.SELF;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.HubStatus;
import io.muster.hub.Peers;
import io.muster.hub.provider.mux.CloseCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReducerTest {
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ReducerTest::kinds)
        : Stream.of(type);
  }

  @Test
  void samplesHaveEveryKindOfAction() {
    Set<Class<?>> tried =
        Samples.actions().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(kinds(Action.class).collect(Collectors.toSet()), tried);
  }

  @Test
  void allActionsOfTheDesignExist() {
    Set<String> names = kinds(Action.class).map(Class::getSimpleName).collect(Collectors.toSet());
    List<String> wanted =
        List.of(
            "RemotePeerDidAnnounce",
            "RemotePeerDidDisconnect",
            "RemotePeerConnectionSucceeded",
            "RemotePeerConnectionFailed",
            "RemotePeerConnecting",
            "RemotePeerDisconnect",
            "RemotePeerClientDidConnect",
            "PeerConnectionTimerTicked",
            "HubAddressAdded",
            "NetworkDidReconnect",
            "ConnectToHub",
            "AnnounceToHub",
            "ScheduleConnectToHub",
            "HubConnectionSucceeded",
            "HubConnectionFailed");
    assertTrue(names.containsAll(wanted), names::toString);
  }

  @Test
  void manualTellsOfEveryAction() throws IOException {
    String manual = Files.readString(Path.of("..", "README.md"));
    Set<String> missing = new TreeSet<>();
    kinds(Action.class).map(Class::getSimpleName).forEach(missing::add);
    missing.removeIf(name -> manual.contains("| `" + name + "`") || manual.contains("`, `" + name));
    assertEquals(Set.of(), missing);
  }

  @Test
  void noActionThrowsInAnyStateAndTheOldStateStaysAsItWas() {
    int combinations = 0;
    for (Map.Entry<String, State> sample : Samples.states().entrySet()) {
      for (Action action : Samples.actions()) {
        State before = sample.getValue();
        String shown = before.toString();
        Recorder recorder = new Recorder(before);
        try {
          recorder.run(action);
          recorder.run(new HostAction.PeerConnectionTimerTicked(NOW + 1_000_000, 3));
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(sample.getKey() + ": " + action, e);
        }
        assertEquals(shown, before.toString(), () -> sample.getKey() + ": " + action);
        assertFalse(recorder.state.peers().containsKey(SELF), () -> "knows itself: " + action);
        combinations++;
      }
    }
    assertTrue(combinations > 10_000, "tried " + combinations);
  }

  @Test
  void secondHubDoesNotEraseTheFirst() {
    Recorder recorder =
        new Recorder(Samples.empty())
            .run(
                new HubAction.HubAddressAdded(HUB, NOW),
                new HubAction.HubAddressAdded(Samples.OTHER, NOW));
    assertEquals(Set.of(HUB, Samples.OTHER), recorder.state.hubs().keySet());
    assertEquals(2, recorder.all(Effect.ConnectHub.class).size());
  }

  @Test
  void hubThatFailsBacksOffLongerEachTimeAndIsConnectedAgain() {
    Recorder recorder = new Recorder(Samples.empty()).run(new HubAction.HubAddressAdded(HUB, NOW));
    long at = NOW;
    long[] delays = new long[4];
    for (int i = 0; i < delays.length; i++) {
      recorder.run(new HubAction.HubConnectionFailed(HUB, "down", 0, at, 0.999));
      delays[i] = recorder.state.hubs().get(HUB).backoff().notBefore() - at;
      at += delays[i];
      recorder.run(new HostAction.PeerConnectionTimerTicked(at, 1));
      assertEquals(
          HubStatus.State.CONNECTING, recorder.state.hubs().get(HUB).connection(), "try " + i);
    }
    assertTrue(delays[0] < delays[1] && delays[1] < delays[2] && delays[2] < delays[3]);
    recorder.run(new HubAction.HubConnectionSucceeded(HUB, at));
    assertEquals(1, recorder.all(Effect.Publish.class).size());
  }

  @Test
  void hubThatAsksToBeLeftAloneIs() {
    Recorder recorder =
        new Recorder(Samples.empty())
            .run(
                new HubAction.HubAddressAdded(HUB, NOW),
                new HubAction.HubConnectionFailed(HUB, "429", 90_000, NOW, 0));
    assertEquals(NOW + 90_000, recorder.state.hubs().get(HUB).backoff().notBefore());
  }

  @Test
  void announcedPeerIsStagedAndUnstagedWhenItFades() {
    Recorder recorder = connectedHub();
    recorder.run(
        new PeerAction.RemotePeerDidAnnounce(PEER, List.of(ADDRESS), HUB, 9_000, NOW, 0.5));
    assertEquals(ADDRESS, recorder.all(Effect.Stage.class).get(0).address());
    recorder.run(new PeerAction.PeerDidStage(PEER, ADDRESS, NOW));
    recorder.run(new HostAction.PeerConnectionTimerTicked(NOW + 9_000, 1));
    assertEquals(ADDRESS, recorder.all(Effect.Unstage.class).get(0).address());
  }

  @Test
  void addressThatIsNoLongerAnnouncedIsUnstaged() {
    Recorder recorder = connectedHub();
    recorder.run(
        new PeerAction.RemotePeerDidAnnounce(PEER, List.of(ADDRESS), HUB, 9_000, NOW, 0.5),
        new PeerAction.RemotePeerDidAnnounce(PEER, List.of(), HUB, 9_000, NOW, 0.5));
    assertEquals(1, recorder.all(Effect.Unstage.class).size());
  }

  @Test
  void newProcessOfAPeerReplacesTheOldLinkWhoeverDialled() {
    for (boolean dialled : new boolean[] {true, false}) {
      State state = Samples.empty().peer(PEER, Samples.peers().get("connected"));
      Recorder recorder = new Recorder(state);
      recorder.run(
          new LinkAction.RemotePeerClientDidConnect(
              PEER, new LinkFacts(8, dialled, 71, "local"), NOW));
      assertEquals(8, Samples.link(recorder.state).orElseThrow().id());
      assertEquals(7, recorder.all(Effect.CloseLink.class).get(0).link());
    }
  }

  @Test
  void ofTwoLinksBetweenTheSameProcessesTheSmallerKeysDialSurvives() {
    boolean selfSmaller = SELF.compareTo(PEER) < 0;
    State state = Samples.empty().peer(PEER, Samples.peers().get("connected"));
    Recorder recorder = new Recorder(state);
    recorder.run(
        new LinkAction.RemotePeerClientDidConnect(PEER, new LinkFacts(8, false, 70, "local"), NOW));
    assertEquals(selfSmaller ? 7 : 8, Samples.link(recorder.state).orElseThrow().id());
    assertEquals(1, recorder.all(Effect.CloseLink.class).size());
    assertEquals(CloseCode.REPLACED, recorder.all(Effect.CloseLink.class).get(0).code());
  }

  @Test
  void ofTwoLinksTheOneOverTheBetterTransportSurvivesWhoeverDialledItAndCameFirst() {
    for (boolean dialled : new boolean[] {true, false}) {
      LinkFacts tls = new LinkFacts(7, dialled, 70, "tls");
      LinkFacts webrtc = new LinkFacts(8, !dialled, 70, "webrtc");
      assertEquals(7, survivor(tls, webrtc));
      assertEquals(7, survivor(webrtc, tls));
    }
  }

  private static long survivor(LinkFacts first, LinkFacts second) {
    PeerState connected = Samples.peers().get("idle").connected(first, NOW);
    Recorder recorder = new Recorder(Samples.empty().peer(PEER, connected));
    recorder.run(new LinkAction.RemotePeerClientDidConnect(PEER, second, NOW));
    assertEquals(1, recorder.all(Effect.CloseLink.class).size());
    return Samples.link(recorder.state).orElseThrow().id();
  }

  @Test
  void connectedPeerLeavesTheBenchUntilItsLinkIsLostNotWhenOneLinkReplacesAnother() {
    Recorder recorder = new Recorder(Samples.empty().peer(PEER, Samples.peers().get("idle")));
    recorder.run(
        new LinkAction.RemotePeerClientDidConnect(PEER, new LinkFacts(8, false, 1, "tls"), NOW),
        new LinkAction.RemotePeerClientDidConnect(PEER, new LinkFacts(9, false, 2, "tls"), NOW));
    assertEquals(1, recorder.all(Effect.TakeOff.class).size());
    assertEquals(List.of(), recorder.all(Effect.PutBack.class));
    recorder.run(
        new LinkAction.RemotePeerDidDisconnect(PEER, 9, CloseCode.NORMAL, "bye", NOW, 0.5),
        new PeerAction.BenchShows(PEER, Set.of(), NOW));
    assertEquals(1, recorder.all(Effect.PutBack.class).size());
    assertTrue(recorder.state.peers().get(PEER).routes().list().stream().noneMatch(Route::staged));
  }

  @Test
  void peerThatFailsTooOftenLeavesTheBenchUntilSomebodyWantsItOrAnHourIsOver() {
    Recorder recorder = connectedHub();
    recorder.run(new HostAction.LimitsChanged(Samples.limited(0, 8, 8, 8).limits(), NOW));
    long at = NOW;
    recorder.run(
        new PeerAction.RemotePeerDidAnnounce(PEER, List.of(ADDRESS), HUB, 9_000_000, at, 0.5));
    for (int i = 0; i < 8; i++) {
      at += 300_000;
      recorder.run(
          new PeerAction.PeerDidStage(PEER, ADDRESS, at),
          new LinkAction.RemotePeerConnecting(PEER, ADDRESS, at),
          new LinkAction.RemotePeerConnectionFailed(PEER, i + 1, ADDRESS, "no", at, 0.5));
      assertEquals(i == 7 ? 1 : 0, recorder.all(Effect.Unstage.class).size(), "failure " + i);
    }
    recorder.run(new PeerAction.PeerDidUnstage(PEER, ADDRESS, at));
    recorder.effects.clear();
    recorder.run(
        new PeerAction.RemotePeerDidAnnounce(PEER, List.of(ADDRESS), HUB, 9_000_000, at + 1, 0.5));
    assertEquals(List.of(), recorder.all(Effect.Stage.class));
    Recorder wanted = new Recorder(recorder.state);
    wanted.run(new PeerAction.WantAdded(1, Set.of(PEER), Peers.Priority.NORMAL, at + 2));
    assertEquals(ADDRESS, wanted.all(Effect.Stage.class).get(0).address());
    recorder.run(
        new PeerAction.RemotePeerDidAnnounce(
            PEER, List.of(ADDRESS), HUB, 9_000_000, at + 3_600_000, 0.5));
    assertEquals(ADDRESS, recorder.all(Effect.Stage.class).get(0).address());
  }

  @Test
  void blockedPeerLosesItsLinkItsRoutesAndItsPlaceInWishes() {
    State state = Samples.empty().peer(PEER, Samples.peers().get("connected"));
    Recorder recorder = new Recorder(state);
    recorder.run(
        new PeerAction.WantAdded(1, Set.of(PEER), Peers.Priority.HIGH, NOW),
        new PeerAction.PeerBlocked(PEER, "spam", NOW));
    assertEquals(CloseCode.REFUSED, recorder.all(Effect.CloseLink.class).get(0).code());
    assertEquals(PEER, recorder.all(Effect.UnstageAll.class).get(0).peer());
    assertFalse(recorder.state.isWanted(PEER));
    recorder.run(
        new PeerAction.PeerDidStage(PEER, ADDRESS, NOW),
        new HostAction.BenchCame(Map.of(ADDRESS, PEER), NOW),
        new LinkAction.RemotePeerClientDidConnect(PEER, new LinkFacts(9, false, 1, "tls"), NOW),
        new HostAction.PeerConnectionTimerTicked(NOW + 1, 1));
    assertEquals(List.of(), recorder.all(Effect.Dial.class));
    assertEquals(9, recorder.all(Effect.CloseLink.class).get(1).link());
    assertTrue(recorder.state.peer(PEER).isEmpty());
    recorder.run(
        new PeerAction.PeerUnblocked(PEER, NOW),
        new PeerAction.PeerDidStage(PEER, ADDRESS, NOW),
        new HostAction.PeerConnectionTimerTicked(NOW + 2, 1));
    assertEquals(1, recorder.all(Effect.Dial.class).size());
  }

  @Test
  void lateLinkForWhichThereIsNoSlotDoesNotShortenABackOff() {
    State full =
        Samples.limited(1, 1, 1, 1)
            .peer(PEER, Samples.peers().get("in back-off"))
            .peer(Samples.THIRD, held());
    Recorder recorder = new Recorder(full);
    LinkFacts late = new LinkFacts(9, true, 70, "local");
    recorder.run(new LinkAction.RemotePeerConnectionSucceeded(PEER, 3, ADDRESS, late, NOW));
    assertEquals(CloseCode.BUSY, recorder.all(Effect.CloseLink.class).get(0).code());
    assertEquals(NOW + 60_000, recorder.state.peers().get(PEER).backoff().notBefore());
  }

  @Test
  void lateLinkOfADialThatWasGivenUpIsTakenAsTheOtherSideTakesIt() {
    LinkFacts late = new LinkFacts(9, true, 70, "local");
    State connected = Samples.empty().peer(PEER, Samples.peers().get("connected"));
    for (State state :
        List.of(Samples.empty().peer(PEER, Samples.peers().get("idle")), connected)) {
      Recorder recorder = new Recorder(state);
      recorder.run(new LinkAction.RemotePeerConnectionSucceeded(PEER, 3, ADDRESS, late, NOW));
      assertEquals(9, Samples.link(recorder.state).orElseThrow().id());
    }
    Recorder dialling = new Recorder(Samples.empty().peer(PEER, Samples.peers().get("dialling")));
    dialling.run(new LinkAction.RemotePeerConnectionSucceeded(PEER, 2, ADDRESS, late, NOW));
    assertEquals(3, dialling.state.peers().get(PEER).dialling());
    Recorder forgotten = new Recorder(Samples.empty());
    forgotten.run(new LinkAction.RemotePeerConnectionSucceeded(PEER, 3, ADDRESS, late, NOW));
    assertEquals(9, forgotten.all(Effect.CloseLink.class).get(0).link());
  }

  @Test
  void backOffSurvivesANewAnnouncement() {
    Recorder recorder = connectedHub();
    State waiting = recorder.state.peer(PEER, Samples.peers().get("in back-off"));
    Recorder next =
        new Recorder(waiting)
            .run(
                new PeerAction.RemotePeerDidLeave(PEER, HUB, NOW),
                new HostAction.PeerConnectionTimerTicked(NOW + 1, 1),
                new PeerAction.RemotePeerDidAnnounce(
                    PEER, List.of(ADDRESS), HUB, 9_000, NOW + 2, 0.5));
    assertEquals(1, next.state.peers().get(PEER).backoff().failures());
    assertEquals(NOW + 60_000, next.state.peers().get(PEER).backoff().notBefore());
  }

  @Test
  void peersLearnedAtOneHubAreBounded() {
    Recorder recorder = connectedHub();
    Limits.Hubs few = new Limits.Hubs(30_000, 1_000, 60_000, 16, 3);
    Limits defaults = Limits.defaults();
    recorder.run(
        new HostAction.LimitsChanged(new Limits(defaults.water(), defaults.pace(), few), NOW));
    for (int i = 10; i < 20; i++) {
      recorder.run(
          new PeerAction.RemotePeerDidAnnounce(
              Samples.key(i), List.of(Samples.address(Samples.key(i))), HUB, 9_000, NOW, 0));
    }
    assertEquals(3, recorder.state.peers().size());
    assertEquals(7, recorder.all(Effect.Report.class).size() - 1);
  }

  @Test
  void reconnectedNetworkProbesConnectionsAndForgetsBackOff() {
    State state =
        Samples.empty()
            .peer(PEER, Samples.peers().get("connected"))
            .peer(Samples.THIRD, Samples.peers().get("in back-off"));
    Recorder recorder = new Recorder(state).run(new HostAction.NetworkDidReconnect(NOW, 9));
    assertEquals(LINK.id(), recorder.all(Effect.Probe.class).get(0).link());
    assertTrue(recorder.state.peers().get(Samples.THIRD).backoff().due(NOW + 1_000));
  }

  @Test
  void wantedPeerCoolingDownIsDialledAtOnceButNotOneThatFailed() {
    PeerState cooling = Samples.peers().get("idle").backoff(Backoff.NONE.notBefore(NOW + 100_000));
    Recorder recorder = new Recorder(Samples.empty().peer(PEER, cooling));
    recorder.run(new PeerAction.WantAdded(1, Set.of(PEER), Peers.Priority.HIGH, NOW));
    assertTrue(recorder.state.peers().get(PEER).backoff().due(NOW));
    Recorder failed = new Recorder(Samples.empty().peer(PEER, Samples.peers().get("in back-off")));
    failed.run(new PeerAction.WantAdded(1, Set.of(PEER), Peers.Priority.HIGH, NOW));
    assertFalse(failed.state.peers().get(PEER).backoff().due(NOW));
  }

  private static Recorder connectedHub() {
    return new Recorder(Samples.empty())
        .run(
            new HubAction.HubAddressAdded(HUB, NOW),
            new HubAction.HubConnectionSucceeded(HUB, NOW));
  }

  @Test
  void peerThatWasDialledWhenTheLastSlotWasTakenIsLeftAloneForAWhile() {
    PeerState dialling = Samples.peers().get("idle").dialling(3, NOW);
    State full = Samples.limited(1, 1, 1, 1).peer(PEER, dialling).peer(Samples.THIRD, held());
    Step step =
        new LinkAction.RemotePeerConnectionSucceeded(
                PEER, 3, ADDRESS, new LinkFacts(8, true, 70, "local"), NOW)
            .reduce(full);
    assertEquals(
        List.of(
            new Effect.CloseLink(8, CloseCode.BUSY, "no slot free, try again later"),
            new Effect.Reached(ADDRESS, true)),
        step.effects());
    assertFalse(step.state().peer(PEER).get().backoff().due(NOW + 1_000));
    assertTrue(step.state().peer(PEER).get().backoff().due(NOW + 10_000));
  }

  private static PeerState held() {
    return Samples.peers().get("held");
  }
}
