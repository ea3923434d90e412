package io.muster.hub.provider.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private final Deque<Runnable> pool = new ArrayDeque<>();
  private final List<String> ran = new ArrayList<>();
  private final SerialExecutor serial = new SerialExecutor(pool::add);

  private void runPool() {
    while (!pool.isEmpty()) {
      pool.poll().run();
    }
  }

  private static void fail() {
    throw new StackOverflowError("as a task may");
  }

  @Test
  void tasksRunInOrderAndOneOnTheCallersThreadOnlyIfNothingWaits() {
    assertTrue(serial.runHere(() -> ran.add("here")));
    serial.execute(() -> ran.add("first"));
    serial.execute(() -> ran.add("second"));
    assertFalse(serial.runHere(() -> ran.add("never")));
    runPool();
    assertTrue(serial.runHere(() -> ran.add("after")));
    assertEquals(List.of("here", "first", "second", "after"), ran);
  }

  @Test
  void taskThatFailsOnTheCallersThreadDoesNotHoldUpOthers() {
    Runnable failing =
        () -> {
          serial.execute(() -> ran.add("submitted meanwhile"));
          fail();
        };
    assertThrows(StackOverflowError.class, () -> serial.runHere(failing));
    runPool();
    assertTrue(serial.runHere(() -> ran.add("next")));
    assertEquals(List.of("submitted meanwhile", "next"), ran);
  }

  @Test
  void taskThatFailsInThePoolDoesNotHoldUpThoseBehindIt() {
    serial.execute(SerialExecutorTest::fail);
    serial.execute(() -> ran.add("behind"));
    assertThrows(StackOverflowError.class, this::runPool);
    runPool();
    assertTrue(serial.runHere(() -> ran.add("next")));
    assertEquals(List.of("behind", "next"), ran);
  }

  @Test
  void nothingRunsWhenThePoolIsClosed() {
    SerialExecutor closed =
        new SerialExecutor(
            task -> {
              throw new RejectedExecutionException("closed");
            });
    closed.execute(() -> ran.add("never"));
    assertEquals(List.of(), ran);
  }
}
