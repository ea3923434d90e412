package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.StagingEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final World world = new World(13);
  private final TestNode node = new TestNode(world, new FakeNet(world), world.key(), Map.of());

  private Optional<String> refusal(PeerAddress address) {
    Instant now = Instant.EPOCH;
    return node.node
        .bench()
        .refusal(new StagingEntry(address, Map.of(), now, now, Optional.empty()));
  }

  @Test
  void blockedPeersAreKeptOffTheBench() {
    PeerKey peer = world.key();
    assertEquals(Optional.empty(), refusal(FakeNet.address(peer)));
    assertEquals(Optional.empty(), refusal(PeerAddress.parse("net:host:8008")));
    node.node.peers().block(peer, "spam");
    world.run(1);
    assertEquals(Optional.of("blocked: spam"), refusal(FakeNet.address(peer)));
    node.node.peers().unblock(peer);
    world.run(1);
    assertEquals(Optional.empty(), refusal(FakeNet.address(peer)));
  }
}
