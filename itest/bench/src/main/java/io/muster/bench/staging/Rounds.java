package io.muster.bench.staging;

import io.muster.peer.PeerAddress;
import io.muster.staging.Staging;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

/**
 * A process that stages many addresses, then all of them again, in turn on the bench with one
 * listener and on a bare map with one call for each change. Times end when the listener knows all.
 */
public final class Rounds {
  private final Path directory;
  private int round;

  private Rounds(Path directory) {
    this.directory = directory;
  }

  /**
   * Prints nanoseconds for each address, one line for each size and turn.
   *
   * @param arguments a directory, then sizes, each as often as it is to be measured
   */
  public static void main(String[] arguments) throws Exception {
    Rounds rounds = new Rounds(Path.of(arguments[0]));
    for (int i = 1; i < arguments.length; i++) {
      int size = Integer.parseInt(arguments[i]);
      rounds.measure("bare", size, rounds::bare);
      rounds.measure("ours", size, rounds::ours);
    }
    Parsing.measure();
    System.out.println("done");
  }

  private interface Contender {
    double[] measure(Load load) throws Exception;
  }

  private void measure(String name, int size, Contender contender) throws Exception {
    Load load = new Load(size);
    System.gc(); // what the last round left is not this one's
    double[] nanos = contender.measure(load);
    System.out.println(name + " " + size + " " + nanos[0] / size + " " + nanos[1] / size);
  }

  private double[] bare(Load load) {
    Map<PeerAddress, Map<String, Object>> map = new LinkedHashMap<>();
    long[] heard = new long[1];
    BiConsumer<PeerAddress, Map<String, Object>> listener = (address, data) -> heard[0]++;
    double[] nanos = new double[2];
    for (int pass = 0; pass < 2; pass++) {
      long start = System.nanoTime();
      for (int i = 0; i < load.addresses.length; i++) {
        map.put(load.addresses[i], load.data(i));
        listener.accept(load.addresses[i], load.data(i));
      }
      nanos[pass] = System.nanoTime() - start;
    }
    if (heard[0] != 2L * map.size()) {
      throw new IllegalStateException("heard " + heard[0]);
    }
    return nanos;
  }

  private double[] ours(Load load) throws InterruptedException, IOException {
    Path own = Files.createDirectories(directory.resolve("round" + round++));
    try (StagingBundle bundle = new StagingBundle(own)) {
      Staging bench = bundle.service();
      Heard heard = new Heard();
      bundle.watch(heard);
      double[] nanos = new double[2];
      for (int pass = 0; pass < 2; pass++) {
        CountDownLatch all = heard.until((pass + 1L) * load.addresses.length);
        long start = System.nanoTime();
        for (int i = 0; i < load.addresses.length; i++) {
          bench.stage(load.addresses[i], load.data(i));
        }
        all.await();
        nanos[pass] = System.nanoTime() - start;
      }
      return nanos;
    }
  }

  /** Knows the newest revision. */
  private static final class Heard implements StagingListener {
    private volatile long awaited = -1;
    private volatile CountDownLatch done = new CountDownLatch(1);

    CountDownLatch until(long revision) {
      CountDownLatch latch = new CountDownLatch(1);
      done = latch;
      awaited = revision;
      return latch;
    }

    private void know(long revision) {
      if (revision == awaited) {
        done.countDown();
      }
    }

    @Override
    public void snapshot(long revision, List<StagingEntry> entries) {
      know(revision);
    }

    @Override
    public void changed(StagingChange change) {
      know(change.revision());
    }
  }
}
