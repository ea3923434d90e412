package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerAddress;
import io.muster.staging.StagingEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchFileTest {
  private static final String KEYED = "net:a:1~shs:gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";

  private final RecordedLog log = new RecordedLog();
  private final FakeTimers time = new FakeTimers(7);

  @TempDir Path directory;

  private Bench bench() {
    Limits limits = new Limits(100, 1 << 20, 100, 100, Map.of("lan", Duration.ofSeconds(10)));
    return new Bench(time, time, Runnable::run, limits, log.logger());
  }

  private Bench filled() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("null", null);
    data.put("flags", List.of(true, false));
    data.put("numbers", List.of(1, 2L, -0.5, new BigDecimal("-12345678901234567890.120")));
    data.put("texts", Map.of("ä€😀", "\ud800 alone", "", ""));
    Bench bench = bench();
    bench.stage("net:b:1", data);
    bench.stage(KEYED, Map.of("type", "hub"));
    time.pass(3);
    bench.reached(PeerAddress.parse("net:b:1"), false);
    bench.stage("net:c:1", Map.of("type", "lan"));
    return bench;
  }

  private BenchFile file() {
    return new BenchFile(directory.resolve("staging"), log.logger());
  }

  private Path path() {
    return directory.resolve("staging").resolve("bench");
  }

  @Test
  void everythingComesBackAsItWasInItsOrder() {
    Bench bench = filled();
    file().write(bench.everything());
    Bench next = bench();
    next.restore(file().read());
    assertEquals(bench.entries(), next.entries());
    assertEquals(List.of(), log.lines());
    assertEquals(0, filesBesideTheBench().count());
  }

  private Stream<Path> filesBesideTheBench() {
    try (Stream<Path> files = Files.list(directory.resolve("staging"))) {
      return files.filter(f -> !f.equals(path())).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsAsideIsStoredAsIfItWereStaged() {
    Bench bench = filled();
    bench.connected(PeerAddress.parse(KEYED).key().orElseThrow());
    bench.close();
    file().write(bench.everything());
    Bench next = bench();
    next.restore(file().read());
    assertEquals(
        List.of("net:b:1", "net:c:1", KEYED),
        next.entries().stream().map(e -> e.address().toString()).toList());
  }

  @Test
  void expiryGoesOnByTheWallClock() {
    file().write(filled().everything());
    time.pass(9);
    Bench next = bench();
    next.restore(file().read());
    assertEquals(3, next.entries().size());
    time.pass(1);
    assertEquals(2, next.entries().size());
    Bench later = bench();
    later.restore(file().read());
    assertEquals(2, later.entries().size(), "what expired meanwhile does not come back");
  }

  @Test
  void restoredEntriesAreGivenUpInTheSameOrderAsBefore() {
    Bench bench = filled();
    time.pass(1);
    bench.stage(KEYED, Map.of());
    file().write(bench.everything());
    Bench next = bench();
    next.restore(file().read());
    next.limits(new Limits(2, 1 << 20, 2, 2, Map.of()));
    assertEquals(2, next.entries().size());
    next.limits(new Limits(1, 1 << 20, 2, 2, Map.of()));
    assertEquals(KEYED, next.entries().get(0).address().toString());
  }

  @Test
  void fileWithOneBitTurnedIsKeptAsideWithAWarning() throws Exception {
    file().write(filled().everything());
    byte[] whole = Files.readAllBytes(path());
    Random random = new Random(5);
    for (int at = 0; at < whole.length; at += 1 + random.nextInt(7)) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      refuses(damaged, "byte " + at);
    }
  }

  @Test
  void fileThatWasCutOrHasMoreIsKeptAsideWithAWarning() throws Exception {
    file().write(filled().everything());
    byte[] whole = Files.readAllBytes(path());
    for (int length = 0; length <= whole.length + 1; length += 5) {
      if (length != whole.length) {
        refuses(Arrays.copyOf(whole, length), "length " + length);
      }
    }
    refuses(Arrays.copyOf(whole, whole.length + 1), "one byte more");
  }

  private void refuses(byte[] damaged, String what) throws IOException {
    Files.write(path(), damaged);
    int before = log.lines().size();
    assertEquals(List.of(), file().read(), what);
    assertEquals(before + 1, log.lines().size(), what);
    assertTrue(log.lines().get(before).startsWith("warn The staging file was damaged"), what);
    Path kept = filesBesideTheBench().findFirst().orElseThrow();
    assertArrayEquals(damaged, Files.readAllBytes(kept), what);
    Files.delete(kept);
  }

  @Test
  void randomBytesNeverDoMoreThanBeRefused() throws Exception {
    Files.createDirectories(path().getParent());
    file().write(filled().everything());
    byte[] whole = Files.readAllBytes(path());
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      System.arraycopy(whole, 0, noise, 0, Math.min(noise.length, random.nextInt(60)));
      refuses(noise, "seed " + seed);
    }
  }

  @Test
  void fileThatCannotBeReadIsNotOverwritten() throws Exception {
    Files.createDirectories(path()); // a directory stands in its place
    BenchFile file = file();
    assertEquals(List.of(), file.read());
    file.write(filled().everything());
    assertTrue(Files.isDirectory(path()));
    assertEquals(1, log.lines().size());
  }

  @Test
  void failureToWriteIsSaidOnceAndSoIsItsEnd() throws Exception {
    Path place = directory.resolve("staging");
    Files.writeString(place, "in the way");
    BenchFile file = file();
    List<StagingEntry> entries = filled().everything();
    file.write(entries);
    file.write(entries);
    Files.delete(place);
    file.write(entries);
    assertEquals(
        List.of("warn", "info"), log.lines().stream().map(l -> l.substring(0, 4)).toList());
  }

  @Test
  void keeperWritesOnlyAfterAChangeAndNotAtOnce() throws Exception {
    Bench bench = bench();
    Keeper keeper = new Keeper(bench, file(), time, Duration.ofSeconds(5));
    keeper.start();
    time.pass(60);
    assertTrue(Files.notExists(path()));
    bench.stage("net:a:1", Map.of());
    time.pass(4);
    assertTrue(Files.notExists(path()));
    time.pass(1);
    byte[] first = Files.readAllBytes(path());
    Files.delete(path());
    time.pass(60);
    assertTrue(Files.notExists(path()));
    bench.stage("net:a:1", Map.of());
    bench.close();
    keeper.save();
    assertEquals(first.length, Files.size(path()));
  }

  @Test
  void writesOfAHugeBenchCostATwentiethOfTheTime() {
    List<Long> writes = new ArrayList<>();
    Bench bench = bench();
    BenchFile slow = file();
    Timers timers =
        new Timers() {
          private int asked;

          @Override
          public long nanos() {
            asked++; // each look asks when it begins and when it ends
            return time.nanos() + (asked % 2 == 0 ? Duration.ofSeconds(1).toNanos() : 0);
          }

          @Override
          public void after(long nanos, Runnable task) {
            writes.add(Duration.ofNanos(nanos).toSeconds());
            if (writes.size() < 3) {
              task.run();
            }
          }
        };
    new Keeper(bench, slow, timers, Duration.ofSeconds(5)).start();
    assertEquals(List.of(5L, 20L, 20L), writes.stream().sorted().toList());
  }

  @Test
  void timesOfEntriesAreKeptToTheNanosecond() {
    Instant birth = Instant.ofEpochSecond(-1, 999_999_999);
    StagingEntry entry =
        new StagingEntry(
            PeerAddress.parse("net:a:1"),
            PlainData.copy(Map.of()),
            birth,
            birth,
            Optional.of(birth));
    file().write(List.of(entry));
    assertEquals(List.of(entry), file().read());
  }
}
