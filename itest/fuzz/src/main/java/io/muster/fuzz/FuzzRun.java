package io.muster.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One decoder and its inputs. */
final class FuzzRun<T> {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long HANG_SECONDS = 120;
  private static final long MAX_CPU_NANOS = 5_000_000_000L;

  private final Fuzz fuzz;
  private final Fuzz.Decoding<T> decoding;
  private final Fuzz.Encoding<T> encoding;
  private volatile long number;
  private volatile long cpuNanos;
  private volatile byte[] current = {};
  private int decoded;
  private int refused;
  private long used;
  private long worked;

  FuzzRun(Fuzz fuzz, Fuzz.Decoding<T> decoding, Fuzz.Encoding<T> encoding) {
    this.fuzz = fuzz;
    this.decoding = decoding;
    this.encoding = encoding;
  }

  void run() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread worker = new Thread(() -> work(done), "muster-fuzz-" + fuzz.subject);
    worker.setDaemon(true);
    long begun = System.nanoTime();
    worker.start();
    await(done, worker);
    report(System.nanoTime() - begun);
  }

  private void work(CompletableFuture<Void> done) {
    try {
      all();
      cpuNanos = THREADS.getCurrentThreadCpuTime();
      done.complete(null);
    } catch (Throwable e) { // whatever a decoder throws is to be shown
      done.completeExceptionally(e);
    }
  }

  private void await(CompletableFuture<Void> done, Thread worker) {
    for (long before = -1; ; before = number) {
      try {
        done.get(HANG_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        if (number == before) {
          throw new AssertionError(told("hangs at " + Arrays.toString(worker.getStackTrace())), e);
        }
      } catch (ExecutionException e) {
        throw new AssertionError(told(String.valueOf(e.getCause())), e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String told(String what) {
    return fuzz.subject
        + " (-Dmuster.seed="
        + number
        + "): "
        + what
        + "\ninput: "
        + HexFormat.of().formatHex(current);
  }

  private void all() throws Exception {
    String seed = System.getProperty("muster.seed");
    if (seed != null) {
      attempt(Long.parseLong(seed));
      return;
    }
    for (byte[] input : fuzz.valid) {
      attempt(input.clone());
      require(decoded > 0 && refused == 0, "refuses an input that is valid");
    }
    for (byte[] input : corpus()) {
      attempt(input);
    }
    Budget budget = Budget.of(fuzz.subject);
    for (long i = 0; budget.lasts(decoded + refused); i++) {
      attempt(budget.first() + i);
    }
    require(decoded > 0 && (refused > 0 || !fuzz.canRefuse), "only decodes, or only refuses");
  }

  /** The input of a number; the same whatever came before. */
  private void attempt(long inputNumber) throws Exception {
    number = inputNumber;
    SplittableRandom random = new SplittableRandom(inputNumber);
    byte[] input = new Mutations(random, fuzz.valid, fuzz.words).draw();
    attempt(fuzz.repair != null && random.nextBoolean() ? fuzz.repair.apply(input) : input);
  }

  private void attempt(byte[] input) throws Exception {
    current = input;
    if (!decode(input)) {
      refused++;
    } else {
      decoded++;
    }
    if (used > limit(input) || worked > MAX_CPU_NANOS) {
      decode(input); // the first time may have loaded classes
      require(used <= limit(input), "allocated " + used + " bytes");
      require(worked <= MAX_CPU_NANOS, "worked for " + worked / 1_000_000 + " ms");
    }
  }

  private long limit(byte[] input) {
    return fuzz.memory + (long) fuzz.memoryPerByte * input.length + Fuzz.ALLOWANCE;
  }

  /** Says whether it was decoded; else it was refused as documented. */
  private boolean decode(byte[] input) throws Exception {
    byte[] given = input.clone();
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T value = null;
    Exception refusal = null;
    try {
      value = decoding.decode(given);
    } catch (Exception e) {
      refusal = e;
    }
    used = THREADS.getCurrentThreadAllocatedBytes() - before;
    worked = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    if (refusal == null) {
      byte[] again = encoding.encode(value);
      require(again == null || Arrays.equals(input, again), "has two encodings of one value");
      return true;
    }
    if (fuzz.refusal == null || !fuzz.refusal.isInstance(refusal)) {
      throw refusal;
    }
    return false;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private List<byte[]> corpus() {
    String name = "fuzz/" + fuzz.subject + ".hex";
    ClassLoader loader = decoding.getClass().getClassLoader();
    try (InputStream in = loader.getResourceAsStream(name)) {
      if (in == null) {
        return List.of();
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> HexFormat.of().parseHex(line.strip()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void report(long nanos) {
    int inputs = decoded + refused;
    String line =
        String.format(
            "FUZZ decoder=%s inputs=%d decoded=%d refused=%d ms=%d cpu_ms=%d",
            fuzz.subject, inputs, decoded, refused, nanos / 1_000_000, cpuNanos / 1_000_000);
    System.out.println(line);
    try {
      Path folder = Files.createDirectories(Path.of("target", "fuzz"));
      Files.writeString(folder.resolve(fuzz.subject.name()), line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
