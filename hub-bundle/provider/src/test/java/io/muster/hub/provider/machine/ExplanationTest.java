package io.muster.hub.provider.machine;

import static io.muster.hub.provider.machine.Samples.ADDRESS;
import static io.muster.hub.provider.machine.Samples.HUB;
import static io.muster.hub.provider.machine.Samples.NOW;
import static io.muster.hub.provider.machine.Samples.PEER;
import static io.muster.hub.provider.machine.Samples.SELF;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.hub.PeerExplanation.Reason;
import io.muster.hub.Peers;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Set<Reason> SEEN = EnumSet.noneOf(Reason.class);
  private final PeerState idle = Samples.peers().get("idle");

  private static void is(Reason reason, State state) {
    is(reason, state, PEER);
  }

  private static void is(Reason reason, State state, io.muster.peer.PeerKey key) {
    Explanation why = Explanation.of(state, key, NOW);
    assertEquals(reason, why.reason(), why::text);
    SEEN.add(reason);
  }

  @AfterAll
  static void everyReasonWasSeen() {
    assertEquals(EnumSet.allOf(Reason.class), SEEN);
  }

  @Test
  void statesOfThePeerItself() {
    State empty = Samples.empty();
    is(Reason.SELF, empty, SELF);
    is(Reason.UNKNOWN, empty);
    is(Reason.BLOCKED, empty.block(PEER, "spam"));
    is(Reason.CONNECTED, empty.peer(PEER, Samples.peers().get("connected")));
    is(Reason.CONNECTING, empty.peer(PEER, Samples.peers().get("dialling")));
    is(Reason.BACKOFF, empty.peer(PEER, Samples.peers().get("in back-off")));
    PeerState faded = Samples.peers().get("faded");
    PeerState left = faded.routes(faded.routes().staged(ADDRESS, "", false));
    State enough = Samples.limited(0, 8, 8, 8);
    is(Reason.BACKOFF, enough.peer(PEER, left));
    is(Reason.BACKOFF, enough.setup(enough.setup().bench(false)).peer(PEER, faded));
    is(Reason.QUEUED, empty.setup(empty.setup().bench(false)).peer(PEER, faded));
    is(Reason.COOLING, empty.peer(PEER, idle.backoff(Backoff.NONE.notBefore(NOW + 1))));
  }

  @Test
  void noWayToThePeer() {
    State empty = Samples.empty();
    is(Reason.NO_ADDRESS, empty.peer(PEER, PeerState.known(NOW)));
    Routes told = Routes.NONE.announced(HUB, List.of(ADDRESS), NOW + 9);
    is(Reason.NOT_STAGED, empty.peer(PEER, PeerState.known(NOW).routes(told)));
    State without = empty.setup(empty.setup().schemes(Set.of("tls")));
    is(Reason.NO_TRANSPORT, without.peer(PEER, idle));
  }

  @Test
  void itsTurnHasNotCome() {
    is(Reason.QUEUED, Samples.empty().peer(PEER, idle));
    is(Reason.ENOUGH, Samples.limited(0, 8, 8, 8).peer(PEER, idle));
    is(Reason.FULL, Samples.limited(4, 8, 8, 0).peer(PEER, idle));
    Limits limits = Samples.limited(4, 8, 8, 8).limits();
    Limits.Water none = new Limits.Water(4, 8, 8, 8, Map.of("lan", 0));
    Setup setup = Samples.empty().setup();
    State slots =
        Samples.empty().setup(setup.limits(new Limits(none, limits.pace(), limits.hubs())));
    is(Reason.FULL, slots.peer(PEER, idle));
    Wish wish = new Wish(Set.of(PEER, Samples.THIRD), Peers.Priority.NORMAL);
    State wanted = Samples.limited(0, 1, 1, 1).wish(1, wish).peer(PEER, idle);
    is(Reason.QUEUED, wanted);
    is(Reason.FULL, wanted.peer(Samples.THIRD, Samples.peers().get("connected")));
  }

  @Test
  void whoeverIsNextOrQueuedIsReallyDialledByTheScheduler() {
    for (Map.Entry<String, State> sample : Samples.states().entrySet()) {
      State state = sample.getValue();
      boolean said = Explanation.of(state, PEER, NOW).reason() == Reason.QUEUED;
      Recorder recorder = new Recorder(state);
      recorder.run(new HostAction.PeerConnectionTimerTicked(NOW, 1));
      boolean dialled = recorder.all(Effect.Dial.class).stream().anyMatch(d -> d.peer() == PEER);
      assertEquals(dialled, said, sample.getKey());
    }
  }
}
