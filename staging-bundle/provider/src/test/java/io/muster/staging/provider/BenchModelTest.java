package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.Staging.Connected;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingListener;
import io.muster.staging.StagingRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Random calls of everything, beside {@link NaiveBench}; a seed that fails is named. */
class BenchModelTest {
  private static final int CAPACITY = 12;
  private static final int SOURCE_ENTRIES = 7;
  private static final int SHARE = 3;
  private static final List<PeerKey> KEYS = keys();

  private static List<PeerKey> keys() {
    List<PeerKey> keys = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[PeerKey.BYTES];
      bytes[0] = (byte) (40 + i);
      bytes[5] = 1;
      keys.add(PeerKey.of(bytes));
    }
    return keys;
  }

  private Random random;
  private FakeTimers time;
  private NaiveBench model;
  private Bench bench;
  private Mirror mirror;
  private List<StagingEntry> newest;
  private Map<Integer, List<Connected>> handles;
  private StagingGuard guard;

  /** What a listener knows; fails on a hole in the revisions. */
  private static final class Mirror implements StagingListener {
    final Map<String, StagingEntry> entries = new LinkedHashMap<>();
    long revision;

    @Override
    public void snapshot(long at, List<StagingEntry> all) {
      revision = at;
      entries.clear();
      all.forEach(entry -> entries.put(entry.address().toString(), entry));
    }

    @Override
    public void changed(StagingChange change) {
      assertEquals(++revision, change.revision());
      String address = change.entry().address().toString();
      boolean known = entries.containsKey(address);
      assertEquals(known, change.kind() != StagingChange.Kind.STAGED, address);
      if (change.kind() == StagingChange.Kind.UNSTAGED) {
        entries.remove(address);
      } else {
        entries.put(address, change.entry());
      }
      assertTrue(entries.size() <= CAPACITY, "above capacity: " + entries.keySet());
    }
  }

  private void begin(long seed) {
    random = new Random(seed);
    time = new FakeTimers(random.nextLong());
    model = new NaiveBench(CAPACITY, SOURCE_ENTRIES, SHARE);
    Map<String, Duration> expiry = new HashMap<>();
    NaiveBench.PERIODS.forEach((type, s) -> expiry.put(type, Duration.ofSeconds(s)));
    Limits limits = new Limits(CAPACITY, 1 << 20, SOURCE_ENTRIES, SHARE, expiry);
    bench = new Bench(time, time, Runnable::run, limits, RecordedLog.silent());
    mirror = new Mirror();
    bench.watch(mirror);
    bench.liveEntries().subscribe(lists());
    handles = new HashMap<>();
    guard = null;
  }

  private Flow.Subscriber<List<StagingEntry>> lists() {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(List<StagingEntry> list) {
        newest = list;
      }

      @Override
      public void onError(Throwable fault) {
        throw new AssertionError(fault);
      }

      @Override
      public void onComplete() {}
    };
  }

  @Test
  void benchIsAlwaysWhatThePlainModelSays() {
    long first = Long.getLong("muster.seed", 1);
    long seeds = Long.getLong("muster.seeds", 100);
    for (long seed = first; seed < first + seeds; seed++) {
      begin(seed);
      int step = 0;
      try {
        for (; step < 400; step++) {
          step();
          compare();
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
      }
    }
  }

  private void step() {
    int choice = random.nextInt(100);
    if (choice < 55) {
      stage();
    } else if (choice < 63) {
      int key = key();
      String address = address(key);
      assertEquals(model.unstage(address, key), bench.unstage(address));
    } else if (choice < 75) {
      int key = key();
      String address = address(key);
      boolean reached = random.nextInt(3) == 0;
      model.reached(address, key, reached);
      bench.reached(PeerAddress.parse(address), reached);
    } else if (choice < 85) {
      long seconds = random.nextInt(12);
      time.pass(seconds);
      model.pass(seconds);
    } else {
      rarely(random.nextInt(15));
    }
  }

  private void stage() {
    int key = key();
    String address = address(key);
    Map<String, Object> data = data();
    Boolean added;
    try {
      added = bench.stage(address, data);
    } catch (StagingRefusedException e) {
      added = null;
    }
    assertEquals(model.stage(address, key, data), added);
  }

  private void rarely(int choice) {
    switch (choice) {
      case 0 -> {
        int key = 1 + random.nextInt(KEYS.size());
        int gone = model.unstageIf(e -> e.key == key);
        assertEquals(gone, bench.unstageAll(KEYS.get(key - 1)));
      }
      case 1 -> {
        int n = random.nextInt(6);
        int gone = model.unstageIf(e -> Integer.valueOf(n).equals(e.data.get("n")));
        assertEquals(gone, bench.unstageIf(e -> Integer.valueOf(n).equals(e.data().get("n"))));
      }
      case 2, 3, 4, 5 -> connect(1 + random.nextInt(KEYS.size()));
      case 6, 7, 8, 9 -> lose(1 + random.nextInt(KEYS.size()));
      case 10 -> {
        time.sleep(1_000);
        model.sleep(1_000);
      }
      default -> guard();
    }
  }

  private void connect(int key) {
    model.connected(key);
    List<Connected> open = handles.computeIfAbsent(key, k -> new ArrayList<>());
    open.add(bench.connected(KEYS.get(key - 1)));
  }

  private void lose(int key) {
    List<Connected> open = handles.getOrDefault(key, List.of());
    if (!open.isEmpty()) {
      model.lost(key);
      open.remove(0).close();
    }
  }

  private void guard() {
    if (guard != null) {
      bench.removeGuard(guard);
    }
    int n = random.nextInt(8);
    Predicate<Map<String, Object>> refuses = data -> Integer.valueOf(n).equals(data.get("n"));
    boolean none = random.nextBoolean();
    model.guard(none ? null : refuses);
    guard = none ? null : e -> refuses.test(e.data()) ? Optional.of("no") : Optional.empty();
    if (guard != null) {
      bench.addGuard(guard);
    }
  }

  private int key() {
    return random.nextInt(KEYS.size() + 1);
  }

  private String address(int key) {
    String plain = "net:h" + random.nextInt(key == 0 ? 12 : 5) + ":1";
    return key == 0 ? plain : plain + "~shs:" + KEYS.get(key - 1);
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new TreeMap<>();
    if (random.nextInt(3) > 0) {
      data.put("n", random.nextInt(6));
    }
    if (random.nextInt(3) > 0) {
      data.put("source", "s" + random.nextInt(3));
    }
    if (random.nextInt(3) > 0) {
      data.put("type", List.of("lan", "bt", "hub", "room").get(random.nextInt(4)));
    }
    return data;
  }

  private void compare() {
    List<StagingEntry> entries = bench.entries();
    assertEquals(shown(model.on.values().stream().toList()), text(entries));
    assertEquals(entries, List.copyOf(mirror.entries.values()), "what the listener knows");
    assertEquals(entries, newest, "the newest list");
    for (int key = 1; key <= KEYS.size(); key++) {
      int of = key;
      assertEquals(
          model.on.values().stream().filter(e -> e.key == of).map(e -> e.address).toList(),
          bench.byKey(KEYS.get(key - 1)).stream().map(e -> e.address().toString()).toList());
    }
  }

  private static String shown(List<NaiveBench.Entry> entries) {
    StringBuilder text = new StringBuilder();
    for (NaiveBench.Entry e : entries) {
      Object since = e.unreachable == null ? "" : FakeTimers.START.plusSeconds(e.unreachable);
      text.append(e.address).append(e.data).append(since).append('\n');
    }
    return text.toString();
  }

  private static String text(List<StagingEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (StagingEntry e : entries) {
      String since = e.unreachableSince().map(Instant::toString).orElse("");
      text.append(e.address()).append(new TreeMap<>(e.data())).append(since).append('\n');
    }
    return text.toString();
  }
}
