package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreUsage;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store that turns full or damaged is told of once. */
class StoreWatchTest {
  private final List<String> told = new ArrayList<>();
  private final StoreWatch watch =
      new StoreWatch((what, subject, facts) -> told.add(what + " " + facts));

  private void look(StoreUsage usage) {
    watch.look(
        (EventStore)
            Proxy.newProxyInstance(
                StoreWatchTest.class.getClassLoader(),
                new Class<?>[] {EventStore.class},
                (proxy, method, args) -> usage));
  }

  @Test
  void fullStoreIsToldOfOnceUntilThereWasRoom() {
    StoreUsage room = StoreUsage.of(10, 10, 1, 0);
    for (StoreUsage usage : List.of(room, room.withFull(true), room.withFull(true))) {
      look(usage);
    }
    assertEquals(List.of("FULL {bytes=10}"), told);
    look(room);
    look(room.withFull(true));
    assertEquals(2, told.size());
  }

  @Test
  void eachFurtherDamageIsToldOf() {
    look(StoreUsage.of(10, 10, 1, 0));
    look(StoreUsage.of(10, 10, 1, 2));
    look(StoreUsage.of(10, 10, 1, 2));
    watch.look(null); // the store is opened anew
    look(StoreUsage.of(10, 10, 1, 3));
    assertEquals(List.of("QUARANTINED {damages=2}", "QUARANTINED {damages=3}"), told);
  }

  @Test
  void storeThatDoesNotKnowIsNotTalkedAbout() {
    look(StoreUsage.UNKNOWN);
    assertEquals(List.of(), told);
  }
}
