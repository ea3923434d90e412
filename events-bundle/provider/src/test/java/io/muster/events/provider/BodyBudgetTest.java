package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.feed.TrimRules;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private final Samples samples = new Samples(81);
  private final BodyBudget budget = new BodyBudget();
  private final PeerKey away = samples.key();
  private final PeerKey present = samples.key();

  @Test
  void newestOfWhoWasAwayLongestGoFirst() {
    List<Hash> hashes = List.of(samples.hash(), samples.hash(), samples.hash(), samples.hash());
    budget.seen(present, 10);
    budget.seen(away, 5);
    budget.kept(hashes.get(0), away, 100);
    budget.kept(hashes.get(1), away, 100);
    budget.kept(hashes.get(2), present, 100);
    budget.kept(hashes.get(3), present, 100);
    assertEquals(List.of(), budget.excess(400));
    assertEquals(List.of(hashes.get(1), hashes.get(0), hashes.get(3)), budget.excess(150));
    assertTrue(budget.hasRoom(50, 150));
    assertFalse(budget.hasRoom(51, 150));
    budget.gone(hashes.get(2));
    budget.gone(hashes.get(2));
    assertTrue(budget.hasRoom(150, 150));
  }

  @Test
  void replicaKeepsNoMoreForOthersThanItMayAndAllOfItsOwn() {
    World world = new World(82);
    SimNode ann = world.user("ann");
    SimNode bob = world.user("bob");
    SimNode cat = world.user("cat");
    cat.limits = new TopicLimits(Quotas.OF_A_TOPIC, 2_000, TrimRules.DEFAULT);
    world.start(cat);
    world.admit(cat);
    for (int i = 0; i < 10; i++) {
      world.add(ann, "1");
      world.add(bob, "1");
    }
    world.runFor(Duration.ofMinutes(2));
    assertTrue(cat.store.blobs() >= 3 && cat.store.blobs() <= 7, "it has " + cat.store.blobs());
    world.add(cat, "1");
    world.await("its own is handled", () -> world.handled(cat).size() == 1);
  }
}
