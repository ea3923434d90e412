package io.muster.bench.rival;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Rate;
import io.muster.bench.load.Payload;
import io.muster.bench.load.Round;
import io.muster.bench.load.Sender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads a rival or a limit in the way in which Muster is loaded. */
public final class RivalLoad {
  private final BenchRun run;
  private volatile Round round = new Round(-1, 1);
  private int rounds;

  /**
   * Prepares.
   *
   * @param run what was asked for
   */
  public RivalLoad(BenchRun run) {
    this.run = run;
  }

  /**
   * What a rival reaches, one entry for each number of outstanding events that was asked for.
   *
   * @param rival its name
   * @param rates its rates, in the order of what was asked for; empty if it is missing
   * @param why why it is missing, or empty
   */
  public record Result(String rival, List<Rate> rates, String why) {}

  /**
   * Starts a rival, measures, and ends it.
   *
   * @param rival the rival
   * @param bytes length of an event
   * @param outstanding how many events are on their way at a time, for each rate
   * @return the rates
   */
  public Result measure(Rival rival, int bytes, List<Integer> outstanding) throws Exception {
    Path folder = Files.createTempDirectory(run.folder(), "rival-");
    try (Rival.Running running = rival.start(folder, this::arrived, why -> round.failed(why))) {
      Payload payload = new Payload(bytes);
      round(running, payload, outstanding.get(0), run.scaled(6_000, 300));
      List<Rate> rates = new ArrayList<>();
      for (int window : outstanding) {
        List<Rate> each = new ArrayList<>();
        for (int i = 0; i < run.scaled(5, 1); i++) {
          each.add(round(running, payload, window, run.scaled(3_000, 300)));
        }
        Rate rate = Rate.median(each);
        rates.add(rate);
        run.say(
            "%s, %d outstanding: %.0f/s, p50 %.0f us, p99 %.0f us",
            rival.name(), window, rate.perSecond(), rate.p50Micros(), rate.p99Micros());
      }
      return new Result(rival.name(), rates, "");
    } catch (MissingException e) {
      run.say("%s: %s", rival.name(), e.getMessage());
      return new Result(rival.name(), List.of(), e.getMessage());
    }
  }

  private void arrived(String text) {
    Round now = round;
    if (now.saw(Payload.read(text), System.nanoTime())) {
      now.arrived(1);
    }
  }

  private Rate round(Rival.Running running, Payload payload, int outstanding, int millis)
      throws Exception {
    Round now = new Round(++rounds, outstanding);
    round = now;
    Sender.Sent sent = Sender.send(now, payload, new Sender.Pace(millis, 0), running);
    return Rate.of(sent.count(), sent.nanos(), now.latencies());
  }
}
