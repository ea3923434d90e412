package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Connection;
import io.muster.hub.PeerExplanation;
import io.muster.hub.PeerStatus;
import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

class PeerWishesTest {
  private static final Logger LOG =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (p, m, a) -> null);

  private final Random random = new Random(3);
  private final List<PeerKey> keys = Stream.generate(this::key).limit(2_500).toList();
  private final PeerKey server = keys.get(0);
  private final FakePeers hub = new FakePeers();

  private PeerKey key() {
    byte[] bytes = new byte[PeerKey.BYTES];
    while (true) {
      random.nextBytes(bytes);
      try {
        return PeerKey.of(bytes);
      } catch (IllegalArgumentException e) {
        // not a point of the curve: about every second text is one
      }
    }
  }

  /** Notes what is wished for at the moment. */
  private static final class FakePeers implements Peers {
    private record Wish(Set<PeerKey> peers, Priority priority) {}

    private final List<Wish> open = new ArrayList<>();
    private int asked;

    @Override
    public Want want(Set<PeerKey> peers, Priority priority) {
      assertTrue(peers.size() <= Want.MAX_PEERS, () -> peers.size() + " in one wish");
      asked += peers.size();
      Wish wish = new Wish(peers, priority);
      open.add(wish);
      return () -> open.removeIf(w -> w == wish);
    }

    private Set<PeerKey> with(Priority priority) {
      return open.stream()
          .filter(w -> w.priority() == priority)
          .map(Wish::peers)
          .flatMap(Collection::stream)
          .collect(Collectors.toSet());
    }

    @Override
    public List<PeerStatus> peers() {
      return List.of();
    }

    @Override
    public PeerExplanation explain(PeerKey peer) {
      return new PeerExplanation(peer, PeerExplanation.Reason.UNKNOWN, "", Optional.empty());
    }

    @Override
    public List<Connection> connections() {
      return List.of();
    }

    @Override
    public boolean disconnect(PeerKey peer) {
      return false;
    }

    @Override
    public boolean block(PeerKey peer, String reason) {
      return false;
    }

    @Override
    public boolean unblock(PeerKey peer) {
      return false;
    }

    @Override
    public Map<PeerKey, String> blocked() {
      return Map.of();
    }
  }

  private PeerWishes of(PeerKey self) {
    PeerWishes wishes = new PeerWishes(Runnable::run, 3, LOG);
    wishes.self(self);
    wishes.use(hub);
    return wishes;
  }

  @Test
  void clientWantsItsServerMostAFewMembersAndWelcomesAll() {
    PeerWishes wishes = of(keys.get(1));
    Set<PeerKey> members = Set.copyOf(keys.subList(2, 2_400));
    wishes.wish(server, members);
    assertEquals(Set.of(server), hub.with(Peers.Priority.HIGH));
    assertEquals(3, hub.with(Peers.Priority.NORMAL).size());
    assertEquals(members, hub.with(Peers.Priority.WELCOME));
  }

  @Test
  void serverWelcomesEachMemberOnceHoweverManyComeOneByOne() {
    PeerWishes wishes = of(server);
    Set<PeerKey> members = new HashSet<>();
    for (PeerKey each : keys.subList(1, 1_001)) {
      members.add(each);
      wishes.wish(server, members);
    }
    assertEquals(members, hub.with(Peers.Priority.WELCOME));
    assertTrue(hub.open.size() < 100, () -> hub.open.size() + " wishes");
    assertTrue(hub.asked < 20_000, () -> hub.asked + " keys named");
    members.remove(keys.get(7));
    wishes.wish(server, members);
    assertEquals(members, hub.with(Peers.Priority.WELCOME));
  }

  @Test
  void anotherHubIsToldEverythingAndTheEndTakesAllBack() {
    PeerWishes wishes = of(keys.get(1));
    Set<PeerKey> members = Set.copyOf(keys.subList(2, 10));
    wishes.wish(server, members);
    wishes.gone(hub);
    FakePeers next = new FakePeers();
    wishes.use(next);
    assertEquals(members, next.with(Peers.Priority.WELCOME));
    assertEquals(Set.of(server), next.with(Peers.Priority.HIGH));
    wishes.end();
    assertEquals(List.of(), next.open);
  }
}
