package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerAddress;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What expires and what is given up. */
class BenchLimitsTest {
  private static final long MANY = 1_000_000;

  private final RecordedLog log = new RecordedLog();
  private final FakeTimers time = new FakeTimers(Long.MAX_VALUE - 5);
  private final List<String> gone = new ArrayList<>();

  private Bench bench(int entries, long bytes, int sourceEntries, int share) {
    Map<String, Duration> expiry =
        Map.of("lan", Duration.ofSeconds(10), "bt", Duration.ofSeconds(30));
    Limits limits = new Limits(entries, bytes, sourceEntries, share, expiry);
    Bench bench = new Bench(time, time, Runnable::run, limits, log.logger());
    bench.watch(
        new StagingListener() {
          @Override
          public void snapshot(long revision, List<StagingEntry> entries) {}

          @Override
          public void changed(StagingChange change) {
            change.reason().ifPresent(r -> gone.add(r + " " + change.entry().address()));
          }
        });
    return bench;
  }

  private static List<String> addresses(Bench bench) {
    return bench.entries().stream().map(entry -> entry.address().toString()).toList();
  }

  @Test
  void entryExpiresAsItsTypeSaysUnlessItIsStagedAgain() {
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage("net:lan:1", Map.of("type", "lan"));
    bench.stage("net:lan:2", Map.of("type", "lan"));
    bench.stage("net:bt:1", Map.of("type", "bt"));
    bench.stage("net:hub:1", Map.of("type", "hub"));
    time.pass(9);
    bench.stage("net:lan:1", Map.of());
    time.pass(1);
    assertEquals(List.of("EXPIRED net:lan:2"), gone);
    time.pass(9);
    assertEquals(List.of("EXPIRED net:lan:2", "EXPIRED net:lan:1"), gone);
    time.pass(100_000);
    assertEquals(List.of("net:hub:1"), addresses(bench));
  }

  @Test
  void changedTypeChangesTheExpiry() {
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage("net:a:1", Map.of("type", "lan"));
    bench.stage("net:a:1", Map.of("type", "hub"));
    bench.stage("net:b:1", Map.of("type", "hub"));
    bench.stage("net:b:1", Map.of("type", "lan"));
    time.pass(10);
    assertEquals(List.of("net:a:1"), addresses(bench));
  }

  @Test
  void nothingExpiresAfterASleepBeforeItHadOnePeriodToBeRefreshed() {
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage("net:a:1", Map.of("type", "lan"));
    bench.stage("net:b:1", Map.of("type", "lan"));
    time.pass(9);
    time.sleep(3_600);
    assertEquals(List.of("net:a:1", "net:b:1"), addresses(bench));
    time.pass(9);
    bench.stage("net:b:1", Map.of());
    time.pass(1);
    assertEquals(List.of("net:b:1"), addresses(bench));
  }

  @Test
  void sleepIsAlsoNoticedWhenTheTimersStandStillMeanwhile() {
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage("net:a:1", Map.of("type", "lan"));
    time.pass(9);
    time.sleepWithoutTimers(3_600);
    time.pass(10);
    assertEquals(List.of("net:a:1"), addresses(bench));
    time.pass(1);
    assertEquals(List.of(), addresses(bench));
  }

  @Test
  void fullBenchGivesUpWhatCannotBeReachedThenWhatWasNotRefreshed() {
    Bench bench = bench(4, MANY, 9, 9);
    for (String host : List.of("a", "b", "c", "d")) {
      bench.stage("net:" + host + ":1", Map.of());
    }
    bench.reached(PeerAddress.parse("net:d:1"), false);
    time.pass(1);
    bench.reached(PeerAddress.parse("net:b:1"), false);
    bench.stage("net:d:1", Map.of()); // does not make it reachable
    bench.stage("net:a:1", Map.of());
    bench.stage("net:e:1", Map.of());
    bench.stage("net:f:1", Map.of());
    bench.stage("net:g:1", Map.of());
    assertEquals(List.of("EVICTED net:d:1", "EVICTED net:b:1", "EVICTED net:c:1"), gone);
    assertEquals(List.of("net:a:1", "net:e:1", "net:f:1", "net:g:1"), addresses(bench));
  }

  @Test
  void entriesOfAFloodingSourceGoFirstOfAll() {
    Bench bench = bench(6, MANY, 6, 2);
    bench.stage("net:mine:1", Map.of());
    bench.stage("net:calm:1", Map.of("source", "calm"));
    bench.stage("net:calm:2", Map.of("source", "calm"));
    for (int i = 1; i <= 3; i++) {
      bench.stage("net:flood:" + i, Map.of("source", "flood"));
    }
    bench.reached(PeerAddress.parse("net:mine:1"), false);
    bench.reached(PeerAddress.parse("net:flood:3"), false);
    bench.stage("net:other:1", Map.of());
    bench.stage("net:flood:4", Map.of("source", "flood"));
    assertEquals(List.of("EVICTED net:flood:3", "EVICTED net:flood:1"), gone);
    bench.stage("net:other:2", Map.of());
    assertEquals("EVICTED net:mine:1", gone.get(2)); // nobody floods any more
  }

  @Test
  void sourceThatHoldsAllThatItMayGivesUpItsOwn() {
    Bench bench = bench(9, MANY, 2, 9);
    for (int i = 1; i <= 3; i++) {
      bench.stage("net:a:" + i, Map.of("source", "a"));
    }
    bench.stage("net:b:1", Map.of("source", "b"));
    bench.stage("net:a:1", Map.of("source", "b")); // comes again, from another
    bench.stage("net:a:2", Map.of("source", "b")); // stays that of the first who told
    assertEquals(List.of("EVICTED net:a:1"), gone);
    assertEquals("b", bench.get("net:a:2").orElseThrow().data().get("source"));
  }

  @Test
  void bytesAreBoundedTooAlsoWhenEntriesGrow() {
    Bench bench = bench(9, 1_000, 9, 9);
    bench.stage("net:a:1", Map.of("x", "y".repeat(300)));
    bench.stage("net:b:1", Map.of("x", "y".repeat(300)));
    bench.stage("net:c:1", Map.of("x", "y".repeat(300)));
    assertEquals(List.of(), gone);
    bench.stage("net:c:1", Map.of("x", "y".repeat(400)));
    assertEquals(List.of("EVICTED net:a:1"), gone);
    bench.stage("net:d:1", Map.of("x", "y".repeat(600)));
    assertEquals(List.of("net:d:1"), addresses(bench));
  }

  @Test
  void smallerLimitsApplyAtOnceAndOtherExpiryFromNowOn() {
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage("net:a:1", Map.of("type", "slow"));
    bench.stage("net:b:1", Map.of("type", "lan"));
    bench.stage("net:c:1", Map.of("type", "slow"));
    bench.limits(new Limits(2, MANY, 2, 2, Map.of("slow", Duration.ofSeconds(100))));
    assertEquals(List.of("EVICTED net:a:1"), gone);
    time.pass(99);
    assertEquals(List.of("net:b:1", "net:c:1"), addresses(bench));
    time.pass(1);
    assertEquals(List.of("net:b:1"), addresses(bench));
  }

  @Test
  void unreachableIsSinceTheFirstFailureAndUntilTheFirstSuccess() {
    Bench bench = bench(9, MANY, 9, 9);
    PeerAddress address = PeerAddress.parse("net:a:1");
    bench.reached(address, false); // not here: ignored
    bench.stage(address, Map.of());
    bench.reached(address, true);
    time.pass(1);
    bench.reached(address, false);
    time.pass(1);
    bench.reached(address, false);
    bench.stage(address, Map.of());
    assertEquals(Optional.of(FakeTimers.START.plusSeconds(1)), unreachable(bench));
    bench.reached(address, true);
    assertEquals(Optional.empty(), unreachable(bench));
  }

  private static Optional<?> unreachable(Bench bench) {
    return bench.get("net:a:1").orElseThrow().unreachableSince();
  }

  @Test
  void linkThatIsLostGivesEntriesAFreshPeriod() {
    String text = "net:a:1~shs:gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";
    Bench bench = bench(9, MANY, 9, 9);
    bench.stage(text, Map.of("type", "lan"));
    bench.reached(PeerAddress.parse(text), false);
    var link = bench.connected(PeerAddress.parse(text).key().orElseThrow());
    time.pass(100);
    link.close();
    time.pass(9);
    assertTrue(bench.get(text).orElseThrow().unreachableSince().isEmpty());
    time.pass(1);
    assertFalse(bench.get(text).isPresent());
    assertEquals(
        List.of(RemovalReason.CONNECTED + " " + text, RemovalReason.EXPIRED + " " + text), gone);
  }
}
