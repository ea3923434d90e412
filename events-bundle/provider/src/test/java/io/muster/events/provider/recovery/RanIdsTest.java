package io.muster.events.provider.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.recovery.RanIds.Ran;
import io.muster.events.spi.EventLog;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

class RanIdsTest {
  private static final long DAY = 86_400_000;
  private static final long MAX_AGE = 30 * DAY;

  private final EventLog log = MemoryStore.inline().log("ran");

  private RanIds open(int max) {
    return new RanIds(log, Runnable::run, NoLog.logger(), max);
  }

  private static EventId id(int number) {
    return EventId.of(ByteBuffer.allocate(EventId.BYTES).putInt(number).array());
  }

  private static Ran ran(long createdAt) {
    return new Ran(createdAt, Outcome.OK, 1);
  }

  @Test
  void idsAreThereAfterARestart() {
    RanIds ids = open(1_000_000);
    for (int i = 0; i < 5_000; i++) {
      ids.remember(id(i), ran(DAY + i));
    }
    ids.flush();
    RanIds again = open(1_000_000);
    assertEquals(5_000, again.size());
    assertEquals(Optional.of(ran(DAY + 17)), again.of(id(17)));
    assertEquals(Optional.empty(), again.of(id(5_000)));
  }

  @Test
  void betterOutcomeIsRemembered() {
    RanIds ids = open(100);
    ids.remember(id(1), new Ran(DAY, Outcome.DEAD, 10));
    ids.remember(id(1), new Ran(DAY, Outcome.OK, 11));
    ids.remember(id(1), new Ran(DAY, Outcome.REJECTED, 12));
    ids.flush();
    assertEquals(Outcome.OK, open(100).of(id(1)).orElseThrow().outcome());
  }

  @Test
  void theOldestGoFirstAndWhatIsOlderIsTooOldAlsoAfterARestart() {
    RanIds ids = open(10);
    for (int i = 0; i < 25; i++) {
      ids.remember(id(i), ran(DAY + i));
      ids.flush();
      ids.forget(DAY + i, MAX_AGE);
    }
    ids.remember(id(25), ran(DAY + 25));
    ids.flush();
    assertEquals(11, ids.size());
    assertTrue(ids.isTooOld(DAY + 14));
    assertFalse(ids.isTooOld(DAY + 15));
    assertTrue(log.next() - log.first() <= 12, "the log was cut");
    RanIds again = open(10);
    assertTrue(again.isTooOld(DAY + 14));
    assertFalse(again.isTooOld(DAY + 15));
    assertEquals(Optional.empty(), again.of(id(3)));
    assertEquals(Optional.of(ran(DAY + 25)), again.of(id(25)));
  }

  @Test
  void ageIsThatOfTheServersEventsNotOfTheOwnClock() {
    RanIds ids = open(100);
    ids.remember(id(1), ran(DAY));
    ids.forget(DAY + MAX_AGE + 2 * DAY, MAX_AGE);
    assertEquals(1, ids.size());
    ids.forget(DAY + MAX_AGE + 2 * DAY + 1, MAX_AGE);
    assertEquals(0, ids.size());
    assertTrue(ids.isTooOld(DAY));
  }

  private static final class NoLog {
    static Logger logger() {
      return (Logger)
          java.lang.reflect.Proxy.newProxyInstance(
              Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (p, m, a) -> null);
    }
  }
}
