package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final String KEY = "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";

  private final RecordedLog log = new RecordedLog();
  private final Bench bench = new Bench(() -> Instant.EPOCH, Runnable::run, log.logger());

  /** Keeps what it is told. */
  private static class Listener implements StagingListener {
    final List<Long> snapshots = new ArrayList<>();
    final List<Long> revisions = new ArrayList<>();
    final List<Optional<RemovalReason>> reasons = new ArrayList<>();
    final Map<String, StagingEntry> mirror = new LinkedHashMap<>();

    @Override
    public void snapshot(long revision, List<StagingEntry> entries) {
      snapshots.add(revision);
      mirror.clear();
      entries.forEach(entry -> mirror.put(entry.address().toString(), entry));
    }

    @Override
    public void changed(StagingChange change) {
      revisions.add(change.revision());
      reasons.add(change.reason());
      String address = change.entry().address().toString();
      if (change.kind() == StagingChange.Kind.UNSTAGED) {
        mirror.remove(address);
      } else {
        mirror.put(address, change.entry());
      }
    }
  }

  /** Requests as told, keeps what comes. */
  private static final class Reader<T> implements Flow.Subscriber<T> {
    final List<T> values = new ArrayList<>();
    final List<Throwable> faults = new ArrayList<>();
    Flow.Subscription subscription;
    boolean ended;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public void onNext(T value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable fault) {
      faults.add(fault);
    }

    @Override
    public void onComplete() {
      ended = true;
    }
  }

  @Test
  void listenerIsToldTheSnapshotAndThenEveryChange() {
    bench.stage("net:a:1", Map.of());
    Listener listener = new Listener();
    var watch = bench.watch(listener);
    bench.stage("net:b:1", Map.of());
    bench.stage("net:b:1", Map.of("n", 1));
    bench.unstage("net:a:1");
    watch.close();
    bench.unstage("net:b:1");
    assertEquals(List.of(1L), listener.snapshots);
    assertEquals(List.of(2L, 3L, 4L), listener.revisions);
    assertEquals(Map.of("n", 1), listener.mirror.get("net:b:1").data());
  }

  @Test
  void listenerThatThrowsIsDroppedAndReported() {
    Listener faulty =
        new Listener() {
          @Override
          public void changed(StagingChange change) {
            super.changed(change);
            throw new AssertionError("mine");
          }
        };
    Listener healthy = new Listener();
    bench.watch(faulty);
    bench.watch(healthy);
    assertTrue(bench.stage("net:a:1", Map.of()));
    assertTrue(bench.stage("net:b:1", Map.of()));
    assertEquals(List.of(1L), faulty.revisions);
    assertEquals(List.of(1L, 2L), healthy.revisions);
    assertEquals(1, log.lines().size());
  }

  @Test
  void allThreadsSeeOneOrderWhileManyChangeTheBench() throws Exception {
    var callbacks = Executors.newSingleThreadExecutor();
    Bench shared = new Bench(Instant::now, callbacks, log.logger());
    Listener first = new Listener();
    Listener second = new Listener();
    shared.watch(first);
    shared.watch(second);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int seed = t;
      threads[t] =
          new Thread(
              () ->
                  IntStream.range(0, 2_000)
                      .forEach(
                          i -> {
                            String address = "net:h" + (i * 7 + seed) % 50 + ":1";
                            if ((i + seed) % 3 == 0) {
                              shared.unstage(address);
                            } else {
                              shared.stage(address, Map.of("n", i));
                            }
                          }));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<StagingEntry> entries = shared.entries();
    shared.close();
    callbacks.shutdown();
    assertTrue(callbacks.awaitTermination(30, TimeUnit.SECONDS));
    List<Long> expected = LongStream.rangeClosed(1, first.revisions.size()).boxed().toList();
    assertEquals(expected, first.revisions);
    assertEquals(expected, second.revisions);
    assertEquals(entries, List.copyOf(first.mirror.values()));
  }

  @Test
  void watcherThatBlocksTooLongGetsANewSnapshotInsteadOfAnEndlessQueue() {
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    Bench slow = new Bench(() -> Instant.EPOCH, held::add, log.logger());
    Listener listener = new Listener();
    slow.watch(listener);
    Reader<StagingChange> reader = new Reader<>();
    slow.listen().subscribe(reader);
    for (int i = 0; i <= Broadcast.MAX_WAITING; i++) {
      slow.stage("net:a:1", Map.of("n", i));
    }
    slow.stage("net:b:1", Map.of());
    held.forEach(Runnable::run);
    slow.stage("net:c:1", Map.of());
    held.forEach(Runnable::run);
    long newest = Broadcast.MAX_WAITING + 2L;
    assertEquals(List.of(0L, newest), listener.snapshots);
    assertEquals(Broadcast.MAX_WAITING + 1, listener.revisions.size());
    assertEquals(newest + 1, listener.revisions.get(Broadcast.MAX_WAITING));
    assertEquals(slow.entries(), List.copyOf(listener.mirror.values()));
    assertEquals(List.of(), reader.faults); // it hears of three comings, not of updates
  }

  @Test
  void subscriberThatRequestsNothingSensibleIsEndedWithAnError() {
    Reader<List<StagingEntry>> reader = new Reader<>();
    bench.liveEntries().subscribe(reader);
    reader.subscription.request(0);
    bench.stage("net:a:1", Map.of());
    assertInstanceOf(IllegalArgumentException.class, reader.faults.get(0));
    assertEquals(List.of(), reader.values);
  }

  @Test
  void subscriberOfAClosedBenchIsEndedAtOnce() {
    var publisher = bench.listen();
    bench.close();
    Reader<StagingChange> reader = new Reader<>();
    publisher.subscribe(reader);
    assertTrue(reader.ended);
    assertThrows(IllegalStateException.class, bench::listen);
    assertThrows(IllegalStateException.class, () -> bench.get("no address"));
  }

  @Test
  void stoppedExecutorDoesNotBreakTheBench() {
    Bench orphan =
        new Bench(
            () -> Instant.EPOCH,
            task -> {
              throw new RejectedExecutionException();
            },
            log.logger());
    assertTrue(orphan.stage("net:a:1", Map.of()));
    orphan.close();
  }

  @Test
  void entriesAreFoundByTheirKeyUntilTheyGo() {
    PeerKey key = PeerKey.parse(KEY);
    bench.stage("net:a:1~shs:" + KEY, Map.of());
    bench.stage("net:b:1", Map.of());
    bench.stage("net:c:1~tls:" + KEY, Map.of("n", 1));
    assertEquals(
        List.of("net:a:1~shs:" + KEY, "net:c:1~tls:" + KEY),
        bench.byKey(key).stream().map(entry -> entry.address().toString()).toList());
    bench.unstage("net:a:1~shs:" + KEY);
    assertEquals(List.of(Map.of("n", 1)), bench.byKey(key).stream().map(e -> e.data()).toList());
    bench.unstage("net:c:1~tls:" + KEY);
    assertEquals(List.of(), bench.byKey(key));
  }

  @Test
  void dataThatIsNotJsonLikeIsRefusedAndChangesNothing() {
    Map<String, Object> itself = new HashMap<>();
    itself.put("me", itself);
    Map<Object, Object> oddName = new HashMap<>();
    oddName.put(1, "x");
    for (Object bad :
        Arrays.asList(
            Double.NaN,
            1.5f,
            'c',
            new int[1],
            Instant.EPOCH,
            itself,
            oddName,
            new BigDecimal("1.5") {
              private static final long serialVersionUID = 1L;
            })) {
      assertThrows(
          IllegalArgumentException.class,
          () -> bench.stage("net:a:1", Map.of("list", List.of(bad))),
          String.valueOf(bad.getClass()));
    }
    assertThrows(IllegalArgumentException.class, () -> bench.stage("net:a:1", null));
    assertEquals(List.of(), bench.entries());
  }

  @Test
  void dataIsCopiedInAndHandedOutImmutable() {
    List<Object> inner = new ArrayList<>(List.of(new BigDecimal("1.10"), 7L));
    Map<String, Object> data = new HashMap<>(Map.of("list", inner));
    data.put("none", null);
    bench.stage("net:a:1", data);
    inner.clear();
    data.clear();
    Map<String, Object> stored = bench.get("net:a:1").orElseThrow().data();
    List<?> list = (List<?>) stored.get("list");
    assertEquals(List.of(new BigDecimal("1.10"), 7L), list);
    assertTrue(stored.containsKey("none"));
    assertThrows(UnsupportedOperationException.class, list::clear);
    assertThrows(UnsupportedOperationException.class, stored::clear);
  }

  @Test
  void sizeAndDepthOfDataAreBoundedAlsoAcrossMerges() {
    String half = "ä".repeat(PlainData.MAX_BYTES / 4);
    assertTrue(bench.stage("net:a:1", Map.of("x", half)));
    var tooMuch =
        assertThrows(
            IllegalArgumentException.class, () -> bench.stage("net:a:1", Map.of("y", half)));
    assertTrue(tooMuch.getMessage().contains("65536"), tooMuch.getMessage());
    assertFalse(bench.get("net:a:1").orElseThrow().data().containsKey("y"));
    assertFalse(bench.stage("net:a:1", Map.of("x", "y")));
    Object nested = "leaf";
    for (int i = 1; i < PlainData.MAX_DEPTH; i++) {
      nested = List.of(nested);
    }
    Object deepest = nested;
    assertFalse(bench.stage("net:a:1", Map.of("x", deepest)));
    assertThrows(
        IllegalArgumentException.class,
        () -> bench.stage("net:a:1", Map.of("x", List.of(deepest))));
  }

  private static final String FIRST = "net:a:1~shs:" + KEY;
  private static final String SECOND = "net:b:1~shs:" + KEY;

  @Test
  void removalSaysItsReasonAndNothingElseHasOne() {
    Listener listener = new Listener();
    bench.watch(listener);
    bench.stage(FIRST, Map.of());
    bench.stage(FIRST, Map.of());
    bench.unstage(FIRST);
    bench.stage(FIRST, Map.of());
    bench.connected(PeerKey.parse(KEY));
    assertEquals(
        List.of("", "", "UNSTAGED", "", "CONNECTED"),
        listener.reasons.stream().map(r -> r.map(Enum::name).orElse("")).toList());
  }

  @Test
  void connectingUnstagesAndALostLinkStagesAgain() {
    Instant[] now = {Instant.EPOCH};
    Bench timed = new Bench(() -> now[0], Runnable::run, log.logger());
    Listener listener = new Listener();
    timed.watch(listener);
    timed.stage(FIRST, Map.of("n", 1));
    timed.stage("net:c:1", Map.of());
    var link = timed.connected(PeerKey.parse(KEY));
    assertEquals(List.of("net:c:1"), List.copyOf(listener.mirror.keySet()));
    assertEquals(List.of(), timed.byKey(PeerKey.parse(KEY)));
    now[0] = Instant.ofEpochSecond(60);
    link.close();
    link.close();
    StagingEntry again = listener.mirror.get(FIRST);
    assertEquals(List.of("net:c:1", FIRST), List.copyOf(listener.mirror.keySet()));
    assertEquals(
        List.of(Map.of("n", 1), Instant.EPOCH, now[0]),
        List.of(again.data(), again.birth(), again.updated()));
    assertEquals(List.of(1L, 2L, 3L, 4L), listener.revisions);
  }

  @Test
  void whatIsStagedWhileItsPeerIsConnectedIsKeptAsideAndToldToNobody() {
    bench.stage(FIRST, Map.of("n", 1));
    var link = bench.connected(PeerKey.parse(KEY));
    Listener listener = new Listener();
    bench.watch(listener);
    assertFalse(bench.stage(FIRST, Map.of("m", 2)));
    assertFalse(bench.stage(SECOND, Map.of()));
    assertFalse(bench.stage("net:gone:1~shs:" + KEY, Map.of()));
    assertTrue(bench.unstage("net:gone:1~shs:" + KEY));
    assertFalse(bench.unstage("net:gone:1~shs:" + KEY));
    assertEquals(List.of(), listener.revisions);
    link.close();
    assertEquals(List.of(FIRST, SECOND), List.copyOf(listener.mirror.keySet()));
    assertEquals(Map.of("n", 1, "m", 2), listener.mirror.get(FIRST).data());
  }

  @Test
  void handlesOfOneKeyCountAndHaveNoEffectOnAClosedBench() {
    bench.stage(FIRST, Map.of());
    var first = bench.connected(PeerKey.parse(KEY));
    var second = bench.connected(PeerKey.parse(KEY));
    first.close();
    first.close();
    assertEquals(List.of(), bench.entries());
    second.close();
    assertEquals(1, bench.entries().size());
    var third = bench.connected(PeerKey.parse(KEY));
    bench.close();
    third.close();
    assertThrows(IllegalStateException.class, () -> bench.connected(PeerKey.parse(KEY)));
  }

  @Test
  void oneConnectedKeyKeepsABoundedNumberOfAddresses() {
    var link = bench.connected(PeerKey.parse(KEY));
    for (int i = 0; i <= Aside.MAX_ENTRIES; i++) {
      bench.stage("net:h" + i + ":1~shs:" + KEY, Map.of());
    }
    link.close();
    assertEquals(Aside.MAX_ENTRIES, bench.entries().size());
    assertEquals("net:h1:1~shs:" + KEY, bench.entries().get(0).address().toString());
  }

  @Test
  void bulkRemovalCountsWhatGoesAlsoWhatIsAside() {
    bench.stage(FIRST, Map.of("n", 1));
    bench.stage("net:c:1", Map.of("n", 1));
    bench.stage("net:d:1", Map.of("n", 2));
    assertEquals(2, bench.unstageIf(entry -> entry.data().get("n").equals(1)));
    assertEquals(1, bench.entries().size());
    bench.stage(FIRST, Map.of());
    bench.stage(SECOND, Map.of());
    assertEquals(2, bench.unstageAll(PeerKey.parse(KEY)));
    assertEquals(0, bench.unstageAll(PeerKey.parse(KEY)));
    bench.connected(PeerKey.parse(KEY));
    bench.stage(FIRST, Map.of());
    assertEquals(2, bench.unstageIf(entry -> true));
    bench.stage(FIRST, Map.of());
    assertEquals(1, bench.unstageAll(PeerKey.parse(KEY)));
  }

  @Test
  void entryThatChangesWhileItIsTestedIsTestedAgain() {
    bench.stage("net:c:1", Map.of("n", 1));
    List<Object> seen = new ArrayList<>();
    int gone =
        bench.unstageIf(
            entry -> {
              seen.add(entry.data().get("n"));
              if (seen.size() == 1) {
                bench.stage("net:c:1", Map.of("n", 2));
              }
              return seen.size() == 1;
            });
    assertEquals(List.of(1, 2), seen);
    assertEquals(0, gone);
    assertEquals(1, bench.entries().size());
  }
}
