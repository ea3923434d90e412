package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.Notices.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Notices are few, whatever happens. Time is virtual. */
class NoticeQueueTest {
  private record Task(Duration at, Runnable run) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<String> posted = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private final NoticeQueue queue =
      new NoticeQueue(
          (what, facts) ->
              posted.add(
                  "%d %s %s x%s -%s"
                      .formatted(
                          now.toMillis(),
                          what,
                          facts.get("of"),
                          facts.get(NoticeQueue.COUNT),
                          facts.get(NoticeQueue.LEFT_OUT))),
          (after, run) -> tasks.add(new Task(now.plus(after), run)));

  private void tell(Kind what, String subject) {
    queue.tell(what, subject, Map.of("of", subject));
  }

  private void runUntilIdle() {
    while (!tasks.isEmpty()) {
      Task next = tasks.remove(0);
      now = next.at();
      next.run().run();
    }
  }

  @Test
  void firstNoticeIsPostedAtOnceAndTheNextATenthOfASecondLater() {
    tell(Kind.FORK, "a");
    tell(Kind.FORK, "b");
    tell(Kind.DEAD_LETTER, "c");
    runUntilIdle();
    assertEquals(List.of("0 FORK a x1 -0", "0 DEAD_LETTER c x1 -0", "100 FORK b x1 -0"), posted);
  }

  @Test
  void sameSubjectIsGatheredIntoOneNoticeThatSaysHowOften() {
    for (int i = 0; i < 1_000; i++) {
      tell(Kind.FULL, "store");
    }
    runUntilIdle();
    assertEquals(List.of("0 FULL store x1000 -0"), posted);
  }

  @Test
  void floodIsAtMostTenASecondAndWhatIsLeftOutIsCounted() {
    for (int i = 0; i < 10_000; i++) {
      tell(Kind.DEAD_LETTER, "event " + i);
    }
    runUntilIdle();
    assertEquals(NoticeQueue.MAX_WAITING, posted.size());
    assertEquals("0 DEAD_LETTER event 0 x1 -9936", posted.get(0));
    assertEquals("6300 DEAD_LETTER event 63 x1 -0", posted.get(63));
  }

  @Test
  void afterAQuietTenthOfASecondTheNextIsPostedAtOnceAgain() {
    tell(Kind.FORK, "a");
    runUntilIdle();
    tell(Kind.FORK, "b");
    runUntilIdle();
    assertEquals(List.of("0 FORK a x1 -0", "100 FORK b x1 -0"), posted);
    assertTrue(tasks.isEmpty());
  }
}
