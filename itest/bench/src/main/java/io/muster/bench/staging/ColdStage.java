package io.muster.bench.staging;

import io.muster.staging.StagingEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** A process that stages once, with one live list that reads everything: nothing is warm. */
public final class ColdStage {
  private ColdStage() {}

  /**
   * Prints how many milliseconds it took.
   *
   * @param arguments how many addresses, and a directory
   */
  public static void main(String[] arguments) throws InterruptedException {
    int size = Integer.parseInt(arguments[0]);
    String[] addresses = new String[size];
    Map<?, ?>[] data = new Map<?, ?>[size];
    for (int i = 0; i < size; i++) {
      addresses[i] = Load.text(i);
      data[i] = Map.of("type", "hub", "source", "https://hub" + i % 16 + ".example.org");
    }
    try (StagingBundle bundle = new StagingBundle(Path.of(arguments[1]))) {
      Reader reader = new Reader(size);
      bundle.service().liveEntries().subscribe(reader);
      long start = System.nanoTime();
      for (int i = 0; i < size; i++) {
        bundle.service().stage(addresses[i], fields(data[i]));
      }
      reader.complete.await();
      double took = (System.nanoTime() - start) / 1e6;
      System.out.println(String.format(Locale.ROOT, "ms=%.3f", took));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> fields(Map<?, ?> data) {
    return (Map<String, ?>) data; // made above
  }

  /** Reads all lists until one has everybody. */
  private static final class Reader implements Flow.Subscriber<List<StagingEntry>> {
    final CountDownLatch complete = new CountDownLatch(1);
    private final int size;

    Reader(int size) {
      this.size = size;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<StagingEntry> list) {
      if (list.size() == size) {
        complete.countDown();
      }
    }

    @Override
    public void onError(Throwable fault) {
      throw new IllegalStateException(fault);
    }

    @Override
    public void onComplete() {}
  }
}
