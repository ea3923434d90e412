package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Figure;
import io.muster.bench.figure.Rate;
import io.muster.bench.limit.SignedLog;
import io.muster.bench.rival.Artemis;
import io.muster.bench.rival.JetStream;
import io.muster.bench.rival.Redis;
import io.muster.bench.rival.Rival;
import io.muster.bench.rival.RivalLoad;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The limit and the rivals of the flights, measured in the same run, and how far to come. */
final class Rivals {
  private static final Rival LIMIT = new SignedLog();
  private static final Rival SYNCED = new JetStream(true);
  private static final Rival UNSYNCED = new JetStream(false);
  private static final Rival REDIS = new Redis();
  private static final Rival ARTEMIS = new Artemis();
  private static final List<Integer> WINDOWS = List.of(64, 1);

  private final Map<Rival, RivalLoad.Result> results = new LinkedHashMap<>();

  /** Measures all, one after the other, none at the same time as another. */
  void measure(BenchRun run) throws Exception {
    for (Rival rival : List.of(LIMIT, SYNCED, UNSYNCED, REDIS, ARTEMIS)) {
      results.put(rival, new RivalLoad(run).measure(rival, Flight.BYTES, WINDOWS));
    }
  }

  /** Sets a figure beside its rivals. An event of a rival is delivered; it gives no receipt. */
  void beside(Figure figure) {
    if (results.isEmpty()) {
      return;
    }
    switch (figure.name()) {
      case "events.delivery.64" -> {
        rate(figure, SYNCED, 8);
        rate(figure, UNSYNCED, 0.75);
        rate(figure, REDIS, 1);
        rate(figure, LIMIT, 0.5);
      }
      case "events.delivery.1" -> latency(figure, SYNCED, 1);
      case "events.receipt.64" -> {
        rate(figure, SYNCED, 3);
        rate(figure, ARTEMIS, 1);
        rate(figure, LIMIT, 0.25);
      }
      case "events.receipt.1" -> latency(figure, SYNCED, 2);
      default -> throw new IllegalArgumentException(figure.name());
    }
  }

  private void rate(Figure figure, Rival rival, double aim) {
    RivalLoad.Result result = results.get(rival);
    figure.beside(
        result.rates().isEmpty()
            ? Comparison.missing(rival.name(), aim, true, result.why())
            : Comparison.atLeast(rival.name(), result.rates().get(0).perSecond(), aim));
  }

  private void latency(Figure figure, Rival rival, double aim) {
    RivalLoad.Result result = results.get(rival);
    figure.beside(
        result.rates().isEmpty()
            ? Comparison.missing(rival.name(), aim, false, result.why())
            : Comparison.atMost(rival.name(), result.rates().get(1).p50Micros(), aim));
    for (Map.Entry<Rival, RivalLoad.Result> other : results.entrySet()) {
      List<Rate> rates = other.getValue().rates();
      if (!rates.isEmpty()) {
        figure.with("p50.us of " + other.getKey().name(), rates.get(1).p50Micros());
      }
    }
  }
}
