package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerKey;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingRefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardsTest {
  private static final String KEY = "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";
  private static final String KEYED = "net:a:1~shs:" + KEY;

  private final RecordedLog log = new RecordedLog();
  private final Bench bench = new Bench(() -> Instant.EPOCH, Runnable::run, log.logger());

  /** Refuses entries whose field {@code bad} is set. */
  private static Optional<String> noBad(StagingEntry entry) {
    return entry.data().containsKey("bad") ? Optional.of("it is bad") : Optional.empty();
  }

  private List<String> addresses() {
    return bench.entries().stream().map(entry -> entry.address().toString()).toList();
  }

  @Test
  void refusedEntryIsNotStagedAndTheExceptionHasTheGuardsWords() {
    bench.addGuard(GuardsTest::noBad);
    assertTrue(bench.stage("net:a:1", Map.of()));
    var refusal =
        assertThrows(
            StagingRefusedException.class, () -> bench.stage("net:b:1", Map.of("bad", true)));
    assertEquals("MUSTER-STAGING-0001", refusal.code());
    assertEquals("it is bad", refusal.reason());
    assertTrue(refusal.getMessage().contains("net:b:1"), refusal.getMessage());
    assertEquals(List.of("net:a:1"), addresses());
  }

  @Test
  void guardSeesTheEntryAsItWouldBeAndAnEntryThatTurnsBadGoes() {
    bench.addGuard(GuardsTest::noBad);
    List<Object> seen = new ArrayList<>();
    bench.addGuard(
        entry -> {
          seen.add(entry.data());
          return Optional.empty();
        });
    bench.stage("net:a:1", Map.of("n", 1));
    bench.stage("net:a:1", Map.of("m", 2));
    assertEquals(List.of(Map.of("n", 1), Map.of("n", 1, "m", 2)), seen);
    assertThrows(StagingRefusedException.class, () -> bench.stage("net:a:1", Map.of("bad", true)));
    assertEquals(List.of(), addresses());
  }

  @Test
  void guardThatComesIsAskedAboutAllThatIsHereAndAside() {
    bench.stage("net:x:1", Map.of("bad", 1));
    bench.stage("net:y:1", Map.of());
    bench.stage(KEYED, Map.of("bad", 1));
    var link = bench.connected(PeerKey.parse(KEY));
    StagingGuard guard = GuardsTest::noBad;
    bench.addGuard(guard);
    link.close();
    assertEquals(List.of("net:y:1"), addresses());
    bench.removeGuard(guard);
    assertTrue(bench.stage("net:x:1", Map.of("bad", 1)));
  }

  @Test
  void peerThatIsRefusedByTheTimeItsLinkIsLostDoesNotComeBack() {
    bench.stage(KEYED, Map.of());
    bench.stage("net:b:1~shs:" + KEY, Map.of());
    var link = bench.connected(PeerKey.parse(KEY));
    boolean[] blocked = new boolean[1];
    bench.addGuard(
        entry ->
            blocked[0] && entry.address().toString().equals(KEYED)
                ? Optional.of("blocked")
                : Optional.empty());
    blocked[0] = true;
    link.close();
    assertEquals(List.of("net:b:1~shs:" + KEY), addresses());
  }

  @Test
  void guardThatThrowsLetsNothingPassAndRemovesNothing() {
    bench.stage("net:a:1", Map.of());
    bench.addGuard(
        entry -> {
          throw new IllegalStateException("mine");
        });
    assertThrows(StagingRefusedException.class, () -> bench.stage("net:a:1", Map.of("n", 1)));
    assertThrows(StagingRefusedException.class, () -> bench.stage("net:b:1", Map.of()));
    assertEquals(List.of("net:a:1"), addresses());
    assertEquals(3, log.lines().size());
  }

  @Test
  void entryThatChangesWhileItsGuardThinksIsAskedAboutAgain() {
    List<Object> seen = new ArrayList<>();
    bench.addGuard(
        entry -> {
          seen.add(entry.data());
          if (seen.size() == 1) {
            bench.stage("net:a:1", Map.of("other", 1));
          }
          return Optional.empty();
        });
    bench.stage("net:a:1", Map.of("n", 1));
    assertEquals(List.of(Map.of("n", 1), Map.of("other", 1), Map.of("other", 1, "n", 1)), seen);
  }

  @Test
  void guardThatComesWhileAnotherThinksIsAskedToo() {
    boolean[] second = new boolean[1];
    bench.addGuard(
        entry -> {
          if (!second[0]) {
            second[0] = true;
            bench.addGuard(GuardsTest::noBad);
          }
          return Optional.empty();
        });
    assertThrows(StagingRefusedException.class, () -> bench.stage("net:a:1", Map.of("bad", true)));
    assertEquals(List.of(), addresses());
  }
}
