package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The power is cut before every single operation of a run, and each image of what the disk may then
 * contain is recovered: nothing that was confirmed is lost, nothing is there that never was.
 */
class PowerCutTest {
  private static final int GROUPS = Integer.getInteger("muster.crash.groups", 130);
  private static final int IMAGES = Integer.getInteger("muster.crash.images", 8);

  /** What is done with each image. */
  private interface Trial {
    void on(MemDisk image, Workload workload) throws IOException;
  }

  private static Recovery.Recovered recover(MemDisk disk) throws IOException {
    return Recovery.open(disk, Workload.LIMITS, OpenStore.salts(), text -> {});
  }

  /** Runs a workload and tries so many images before each operation; returns how many it tried. */
  private static int run(MemDisk disk, long seed, int images, Trial trial) throws IOException {
    Workload workload = new Workload(seed);
    Random random = new Random(seed + 1);
    AtomicInteger tried = new AtomicInteger();
    Recovery.Recovered store = recover(disk);
    disk.failing(
        operation -> {
          for (int i = 0; i < images; i++) {
            trial.on(disk.powerCut(random), workload);
            tried.incrementAndGet();
          }
        });
    for (int i = 0; i < GROUPS; i++) {
      workload.step(store);
      workload.compact(disk, store);
    }
    assertTrue(workload.entries() > GROUPS, "The run has hardly written: " + workload.entries());
    assertTrue(disk.rewritings() > 2, "Segments were rewritten only " + disk.rewritings());
    return tried.get();
  }

  @ParameterizedTest(name = "seed {0}")
  @CsvSource({"1", "2"})
  void nothingConfirmedIsLostByAPowerCutAtAnyOperation(long seed) throws IOException {
    int tried =
        run(new MemDisk(), seed, IMAGES, (image, workload) -> workload.judge(recover(image)));
    assertTrue(tried > 400 * IMAGES, "Only " + tried + " images were tried");
  }

  @Test
  void secondRecoveryOfAnImageGivesTheSameBytes() throws IOException {
    run(
        new MemDisk(),
        3,
        1,
        (image, workload) -> {
          MemDisk copy = new MemDisk();
          image.content().forEach(copy::put);
          recover(image);
          recover(copy);
          assertSame(image.content(), copy.content());
          recover(copy);
          assertSame(image.content(), copy.content());
        });
  }

  private static void assertSame(Map<String, byte[]> one, Map<String, byte[]> other) {
    assertEquals(one.keySet(), other.keySet());
    one.forEach((name, bytes) -> assertArrayEquals(bytes, other.get(name), name));
  }

  @Test
  void powerCutDuringRecoveryLosesNothingEither() throws IOException {
    Random random = new Random(5);
    AtomicInteger nested = new AtomicInteger();
    run(
        new MemDisk(),
        4,
        1,
        (image, workload) -> {
          MemDisk disk = image;
          for (int depth = 0; depth < 3 && random.nextInt(3) == 0; depth++) {
            disk = cutDuringRecovery(disk, random);
            nested.incrementAndGet();
          }
          workload.judge(recover(disk));
        });
    assertTrue(nested.get() > 100, "Recovery was cut only " + nested + " times");
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
  void recoveredStoreGoesOnWritingAndSurvivesTheNextCut() throws IOException {
    for (long seed = 10; seed < 40; seed++) {
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
                    IMAGES,
                    (image, workload) -> {
                      try {
                        workload.judge(recover(image));
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }));
    assertTrue(lost.getMessage().contains("lost"), lost.getMessage());
  }
}
