package io.muster.bench.hub;

import io.muster.world.Contest;
import io.muster.world.Contest.Rules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Connections and convergence over time, as a picture without scripts and with words. */
final class Picture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 220;
  private static final int LEFT = 60;
  private static final int GAP = 60;
  private static final int POINTS = 400;

  private final Map<Rules, Score> scores;
  private final StringBuilder svg = new StringBuilder();
  private final long seconds;

  Picture(Map<Rules, Score> scores) {
    this.scores = scores;
    this.seconds = Math.max(1, stories().get(0).samples().size());
  }

  private List<Contest.Outcome> stories() {
    return scores.values().stream().map(Score::first).toList();
  }

  String svg() {
    int height = 2 * (HEIGHT + GAP) + GAP;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"",
        960, height);
    add(" aria-labelledby=\"title description\" font-family=\"sans-serif\" font-size=\"13\">%n");
    add("<title id=\"title\">Connections and convergence over time</title>%n");
    add("<desc id=\"description\">%s</desc>%n", words());
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
    double most =
        stories().stream()
            .flatMap(o -> o.samples().stream())
            .mapToDouble(Contest.Sample::connections)
            .max()
            .orElse(1);
    panel(GAP, "connections of a living node, at the mean", Math.ceil(most));
    lines(GAP, Math.ceil(most), Contest.Sample::connections);
    int second = 2 * GAP + HEIGHT;
    panel(second, "part of the living nodes that have their low-water number of connections", 1);
    lines(second, 1, Contest.Sample::atLow);
    legend();
    return svg.append("</svg>\n").toString();
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private String words() {
    StringBuilder text = new StringBuilder("One schedule of trouble, second by second. ");
    scores.forEach(
        (rules, score) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s: %.1f connections and %.0f %% of the nodes at low water, at the mean. ",
                    HubSimulationBench.named(rules),
                    mean(score, Contest.Sample::connections),
                    100 * mean(score, Contest.Sample::atLow))));
    return text.append("The trouble ends at second ").append(quietAt()).append('.').toString();
  }

  private long quietAt() {
    return stories().get(0).quietAt();
  }

  private static double mean(Score score, ToDoubleFunction<Contest.Sample> value) {
    return score.first().samples().stream().mapToDouble(value).average().orElse(0);
  }

  private void panel(int top, String name, double most) {
    int bottom = top + HEIGHT;
    add("<text x=\"%d\" y=\"%d\">%s</text>%n", LEFT, top - 10, name);
    add("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333333\"/>%n", LEFT, top, bottom, 940);
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f</text>%n", LEFT - 6, top + 5, most);
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>%n", LEFT - 6, bottom);
    add("<text x=\"940\" y=\"%d\" text-anchor=\"end\">%d s</text>%n", bottom + 18, seconds);
    double quiet = x(quietAt());
    add("<path d=\"M%.1f %dV%d\" stroke=\"#888888\"", quiet, top, bottom);
    add(" stroke-dasharray=\"4 4\"/>%n");
    add("<text x=\"%.1f\" y=\"%d\">the trouble ends</text>%n", quiet - 40, bottom + 18);
  }

  private double x(double second) {
    return LEFT + second * (WIDTH - 20) / seconds;
  }

  private void lines(int top, double most, ToDoubleFunction<Contest.Sample> value) {
    for (Map.Entry<Rules, Score> one : scores.entrySet()) {
      List<Contest.Sample> samples = one.getValue().first().samples();
      StringBuilder points = new StringBuilder();
      int step = Math.max(1, samples.size() / POINTS);
      for (int i = 0; i < samples.size(); i += step) {
        double y = top + HEIGHT * (1 - value.applyAsDouble(samples.get(i)) / most);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(samples.get(i).second()), y));
      }
      add("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"%s\"", colour(one.getKey()));
      add(" stroke-dasharray=\"%s\"", dashes(one.getKey()));
      add(" points=\"%s\"/>%n", points.toString().strip());
    }
  }

  private void legend() {
    int y = 2 * (HEIGHT + GAP) + 40;
    int x = LEFT;
    for (Rules rules : scores.keySet()) {
      add("<path d=\"M%d %dh30\" stroke=\"%s\" stroke-width=\"2\"", x, y - 4, colour(rules));
      add(" stroke-dasharray=\"%s\"/>%n", dashes(rules));
      add("<text x=\"%d\" y=\"%d\">%s</text>%n", x + 36, y, HubSimulationBench.named(rules));
      x += 220;
    }
  }

  /** Told apart also by those who see no colours: see {@link #dashes}. */
  private static String colour(Rules rules) {
    return switch (rules) {
      case MUSTER -> "#0a6640";
      case SSB_CONN -> "#b3541e";
      case SSB_CONN_STAGED -> "#5b4b8a";
    };
  }

  private static String dashes(Rules rules) {
    return switch (rules) {
      case MUSTER -> "none";
      case SSB_CONN -> "6 3";
      case SSB_CONN_STAGED -> "2 2";
    };
  }
}
