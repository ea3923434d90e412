package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power is cut before every single operation of a run, and each image of what the disk may then
 * contain is recovered: nothing that was confirmed is lost, nothing is there that never was.
 */
class PowerCutTest {
  private static final int IMAGES = Integer.getInteger("muster.crash.images", 100_000);
  private static final int GROUPS = 40;
  private static final int IMAGES_OF_ONE = 6;

  /** What is done with each image; says how many changes under way it found. */
  private interface Trial {
    int on(MemDisk image, Workload workload, Random random) throws IOException;
  }

  private final Accounting accounting = new Accounting();

  private static Recovery.Recovered recover(MemDisk disk) throws IOException {
    return Recovery.open(disk, Workload.LIMITS, OpenStore.salts(), text -> {});
  }

  /** Runs a workload through two lives and tries so many images before each operation. */
  private void run(MemDisk disk, long seed, int images, Trial trial) throws IOException {
    run(disk, new Workload(seed), seed, images, trial);
  }

  private void run(MemDisk disk, Workload workload, long seed, int images, Trial trial)
      throws IOException {
    Random random = new Random(seed + 1);
    disk.failing(
        operation -> {
          for (int i = 0; i < images; i++) {
            int recovered = trial.on(disk.powerCut(random), workload, random);
            accounting.judged(workload.attempted(), workload.acked(), recovered);
          }
        });
    for (int life = 0; life < 2; life++) {
      Recovery.Recovered store = recover(disk);
      for (int i = 0; i < GROUPS; i++) {
        workload.step(store);
        workload.compact(disk, store);
      }
      store.journal().close();
    }
    assertTrue(workload.entries() > GROUPS, "The run has hardly written: " + workload.entries());
    assertTrue(disk.rewritings() > 2, "Segments were rewritten only " + disk.rewritings());
  }

  /** Recovers an image, after further cuts while it is recovered; twice with the same result. */
  private static int recoverAndJudge(MemDisk image, Workload workload, Random random)
      throws IOException {
    MemDisk disk = image;
    for (int depth = 0; depth < 3 && random.nextInt(4) == 0; depth++) {
      disk = cutDuringRecovery(disk, random);
    }
    int recovered = workload.judge(recover(disk));
    if (random.nextInt(16) == 0) {
      Map<String, byte[]> once = disk.content();
      assertEquals(recovered, workload.judge(recover(disk)));
      assertSame(once, disk.content());
    }
    return recovered;
  }

  private static void assertSame(Map<String, byte[]> one, Map<String, byte[]> other) {
    assertEquals(one.keySet(), other.keySet());
    one.forEach((name, bytes) -> assertArrayEquals(bytes, other.get(name), name));
  }

  private static MemDisk cutDuringRecovery(MemDisk disk, Random random) throws IOException {
    int last = disk.operations() + random.nextInt(8);
    disk.failing(
        operation -> {
          if (disk.operations() > last) {
            throw new IOException("the power is cut");
          }
        });
    try {
      recover(disk);
    } catch (IOException e) {
      assertEquals("the power is cut", e.getMessage());
    }
    return disk.powerCut(random);
  }

  @Test
  @Tag("accounts")
  void nothingConfirmedIsLostByAPowerCutAtAnyOperationNorByCutsDuringRecovery() {
    long began = System.nanoTime();
    AtomicInteger runs = new AtomicInteger();
    IntStream.range(0, 2)
        .parallel()
        .forEach(
            half -> {
              while (accounting.trials() < IMAGES) {
                runOne(1000 + runs.incrementAndGet());
              }
            });
    long seconds = Math.max(1, (System.nanoTime() - began) / 1_000_000_000);
    accounting.print("A1", "seeds=1001-" + (1000 + runs.get()) + " seconds=" + seconds);
  }

  private void runOne(long seed) {
    try {
      run(new MemDisk(), seed, IMAGES_OF_ONE, PowerCutTest::recoverAndJudge);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  @Test
  void recoveryOfTwoCopiesOfAnImageGivesTheSameBytes() throws IOException {
    run(
        new MemDisk(),
        3,
        1,
        (image, workload, random) -> {
          Map<String, byte[]> before = new TreeMap<>(image.content());
          recover(image);
          MemDisk copy = new MemDisk();
          before.forEach(copy::put);
          recover(copy);
          assertSame(image.content(), copy.content());
          return 0;
        });
  }

  @Test
  void recoveredStoreGoesOnWritingAndSurvivesTheNextCut() throws IOException {
    for (long seed = 10; seed < 60; seed++) {
      Random random = new Random(seed);
      Workload workload = new Workload(seed);
      MemDisk disk = new MemDisk();
      for (int life = 0; life < 5; life++) {
        Recovery.Recovered store = recover(disk);
        workload.judge(store);
        for (int i = 0; i < 12; i++) {
          workload.step(store);
          workload.compact(disk, store);
        }
        disk = disk.powerCut(random); // nothing is under way: all must be there
      }
    }
  }

  @ParameterizedTest(name = "lies about files {0}, about directories {1}")
  @CsvSource({"true,false", "false,true"})
  void diskThatLiesAboutForcingIsNoticedByTheJudge(boolean files, boolean directories) {
    AssertionError lost =
        assertThrows(
            AssertionError.class,
            () ->
                run(
                    new MemDisk().lying(files, directories),
                    6,
                    8,
                    (image, workload, random) -> workload.judge(recover(image))));
    assertTrue(lost.getMessage().contains("lost"), lost.getMessage());
  }

  @ParameterizedTest(name = "entry first: {0}")
  @ValueSource(booleans = {true, false})
  void storeWhoseEntryIsNotBoundToItsBlobsIsNoticedByTheJudge(boolean entryFirst) {
    Workload loose =
        new Workload(8, (log, entry, blobs) -> new LooseAppend(log, entry, blobs, entryFirst));
    Trial trial = (image, workload, random) -> workload.judge(recover(image));
    AssertionError seen =
        assertThrows(AssertionError.class, () -> run(new MemDisk(), loose, 8, 40, trial));
    assertTrue(seen.getMessage().contains("without its blob"), seen.getMessage());
  }
}
