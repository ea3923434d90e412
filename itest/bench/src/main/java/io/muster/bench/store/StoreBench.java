package io.muster.bench.store;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * {@code events.store.64}: the file store with 64 appends of 1 KiB outstanding, beside raw appends
 * to one file in batches of 64, and beside other embedded stores that commit and sync 64 at a time.
 * The rivals are spared the hand-over between threads. All take turns, several times; medians.
 */
public final class StoreBench {
  /** The figure's name. */
  public static final String FIGURE = "events.store.64";

  private static final String OURS = "file store";
  private static final String RAW = "raw append in batches of 64";
  private static final double PART_OF_RAW_APPEND = 0.6;

  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  /** Does nothing yet. */
  public StoreBench() {
    contenders.put(RAW, new RawAppend());
    contenders.put(OURS, new FileStoreContender());
    contenders.put("MVStore", new MvStoreRival());
    contenders.put("RocksDB", new RocksDbRival());
    contenders.put("SQLite", new SqliteRival());
  }

  /**
   * Measures.
   *
   * @param run what was asked for
   * @return the figure
   */
  public Figure measure(BenchRun run) throws IOException {
    int rounds = run.scaled(5, 1);
    for (int round = 0; round <= rounds; round++) { // the first warms up
      for (Map.Entry<String, Contender> each : contenders.entrySet()) {
        measure(run, each.getKey(), each.getValue(), round);
      }
    }
    Figure figure =
        Figure.of(FIGURE, median(OURS).orElseThrow(), "records/s")
            .with("rounds", rounds)
            .beside(beside(RAW, PART_OF_RAW_APPEND));
    contenders.keySet().stream()
        .filter(name -> !name.equals(OURS) && !name.equals(RAW))
        .forEach(name -> figure.beside(beside(name, 1)));
    return figure;
  }

  private void measure(BenchRun run, String name, Contender contender, int round)
      throws IOException {
    if (missing.containsKey(name)) {
      return;
    }
    Path folder = run.folder().resolve("store-" + round + "-" + name.replaceAll("[^A-Za-z]", ""));
    Files.createDirectories(folder);
    try {
      double rate = contender.measure(folder, run.scaled(3_000, 150));
      run.say("%s: %.0f records/s%s", name, rate, round == 0 ? " (warming up)" : "");
      if (round > 0) {
        rates.computeIfAbsent(name, n -> new ArrayList<>()).add(rate);
      }
    } catch (Exception | LinkageError e) {
      if (name.equals(OURS) || name.equals(RAW)) {
        throw new IOException(name + " could not be measured", e);
      }
      missing.put(name, "could not be run here: " + e);
    } finally {
      delete(folder);
    }
  }

  private Comparison beside(String rival, double aim) {
    OptionalDouble theirs = median(rival);
    return theirs.isPresent()
        ? Comparison.atLeast(rival, theirs.getAsDouble(), aim)
        : Comparison.missing(rival, aim, true, missing.getOrDefault(rival, "not measured"));
  }

  private OptionalDouble median(String name) {
    List<Double> sorted = rates.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted.get(sorted.size() / 2));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
