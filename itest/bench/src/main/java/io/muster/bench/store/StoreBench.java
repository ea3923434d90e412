package io.muster.bench.store;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Figure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** {@code events.store.64}: the file store beside raw appends and other embedded stores. */
public final class StoreBench {
  /** The figure's name. */
  public static final String FIGURE = "events.store.64";

  private static final int BATCH = 64;
  private static final int BYTES = 1024;
  private static final double PART_OF_RAW_APPEND = 0.6;

  /** Does nothing yet. */
  public StoreBench() {}

  /**
   * Measures.
   *
   * @param run what was asked for
   * @return the figure
   */
  public Figure measure(BenchRun run) throws IOException {
    double raw = rawAppend(run);
    run.say("raw append %.0f records/s", raw);
    return Figure.of(FIGURE, Double.NaN, "records/s")
        .with("why", "the store itself is not measured yet")
        .with("raw.append", raw)
        .beside(Comparison.missing("raw append", PART_OF_RAW_APPEND, true, "not measured yet"));
  }

  private static double rawAppend(BenchRun run) throws IOException {
    Path folder = Files.createDirectories(run.folder().resolve("store"));
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * BYTES);
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(run.scaled(4_000, 200));
    long records = 0;
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (System.nanoTime() < end) {
        batch.clear();
        while (batch.hasRemaining()) {
          file.write(batch);
        }
        file.force(false);
        records += BATCH;
      }
    }
    return records * 1e9 / (System.nanoTime() - start);
  }
}
