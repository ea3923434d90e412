package io.muster.bench.staging;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Exponent;
import io.muster.bench.figure.Figure;
import io.muster.bench.process.Child;
import io.muster.bench.rival.MissingException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code itest/muster bench staging}. */
public final class StagingBench implements Benchmark {
  private static final String COLD = "staging.stage.10k";
  private static final List<String> WARM =
      List.of("staging.stage.1m", "staging.restage.1m", "staging.exponent", "address.parse");
  private static final Pattern TOOK = Pattern.compile("ms=([0-9.]+)\n");
  private static final Pattern DONE = Pattern.compile("(done)\n");
  private static final Pattern LINE =
      Pattern.compile("(bare|ours) (\\d+) ([0-9.E-]+) ([0-9.E-]+)\n");
  private static final Pattern PARSED =
      Pattern.compile("parse (\\d+) ([0-9.E-]+) ([0-9.E-]+) \\d+\n");
  private static final double TIMES_NPM = 50;
  private static final double TIMES_BARE = 3;
  private static final double LINEAR = 1.05;

  /** Does nothing yet. */
  public StagingBench() {}

  @Override
  public String name() {
    return "staging";
  }

  @Override
  public void measure(BenchRun run) throws Exception {
    if (run.wants(COLD)) {
      run.print(cold(run));
    }
    if (WARM.stream().anyMatch(run::wants)) {
      warm(run);
    }
  }

  private static Figure cold(BenchRun run) throws Exception {
    int size = run.scaled(10_000, 200);
    double ours = median(run, "ours", folder -> coldStage(folder, size));
    Figure figure = Figure.of(COLD, ours, "ms").with("addresses", size);
    if (run.options().alone()) {
      return figure;
    }
    try {
      double theirs = median(run, "npm", folder -> Npm.stage(folder, size));
      figure.beside(Comparison.atMost("npm ssb-conn-staging 1.0.0", theirs, 1 / TIMES_NPM));
      return figure.with("times.faster", theirs / ours);
    } catch (MissingException e) {
      return figure.beside(
          Comparison.missing("npm ssb-conn-staging 1.0.0", 1 / TIMES_NPM, false, e.getMessage()));
    }
  }

  private interface Timed {
    double run(Path folder) throws Exception;
  }

  private static double median(BenchRun run, String name, Timed timed) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int round = 0; round < run.scaled(5, 1); round++) {
      times.add(timed.run(run.folder().resolve("cold-" + name + round)));
    }
    run.say("cold, %s: %s ms", name, times);
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static double coldStage(Path folder, int size) throws Exception {
    List<String> words = List.of(String.valueOf(size), folder.resolve("data").toString());
    try (Child child = java("cold", folder, ColdStage.class, words)) {
      return Double.parseDouble(child.awaitOutput(TOOK));
    }
  }

  private static Child java(String name, Path folder, Class<?> program, List<String> words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(Child.java(), "-Xmx3g"));
    String path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", path, program.getName()));
    command.addAll(words);
    return Child.start(name, folder, command);
  }

  private static void warm(BenchRun run) throws Exception {
    int most = run.scaled(1_000_000, 4_000);
    List<String> words = new ArrayList<>(List.of(run.folder().resolve("warm-data").toString()));
    for (int part : new int[] {8, 8, 4, 2, 1, 8, 4, 2, 1, 8, 4, 2, 1}) { // the first warms up
      words.add(String.valueOf(most / part));
    }
    String printed;
    try (Child child = java("rounds", run.folder().resolve("warm"), Rounds.class, words)) {
      printed = "";
      while (!DONE.matcher(printed).find()) {
        child.requireAliveOr(DONE);
        printed = child.output();
      }
    }
    run.say("rounds:%n%s", printed);
    Series series = Series.of(printed, most / 8);
    for (Figure figure : series.figures(most)) {
      if (run.wants(figure.name())) {
        run.print(figure);
      }
    }
    if (run.wants("address.parse")) {
      run.print(parsing(printed));
    }
  }

  private static Figure parsing(String printed) {
    Matcher line = PARSED.matcher(printed);
    TreeMap<Integer, double[]> of = new TreeMap<>();
    while (line.find()) {
      of.put(
          Integer.parseInt(line.group(1)),
          new double[] {Double.parseDouble(line.group(2)), Double.parseDouble(line.group(3))});
    }
    double[] usual = of.firstEntry().getValue();
    double[] longest = of.lastEntry().getValue();
    return Figure.of("address.parse", usual[0], "ns/character")
        .with("characters", of.firstKey())
        .with("longest.characters", of.lastKey())
        .with("longest.ns.per.character", longest[0])
        .beside(Comparison.atMost("one pass over the characters", usual[1], TIMES_BARE))
        .beside(
            Comparison.atMost(
                "one pass, longest address", longest[1] * usual[0] / longest[0], TIMES_BARE));
  }

  /** The medians of all turns of a process. */
  private record Series(
      TreeMap<Integer, List<double[]>> ours, TreeMap<Integer, List<double[]>> bare) {
    static Series of(String printed, int warming) {
      Series series = new Series(new TreeMap<>(), new TreeMap<>());
      Matcher line = LINE.matcher(printed);
      while (line.find()) {
        TreeMap<Integer, List<double[]>> of =
            line.group(1).equals("ours") ? series.ours : series.bare;
        of.computeIfAbsent(Integer.valueOf(line.group(2)), size -> new ArrayList<>())
            .add(
                new double[] {
                  Double.parseDouble(line.group(3)), Double.parseDouble(line.group(4))
                });
      }
      series.ours.get(warming).remove(0);
      series.bare.get(warming).remove(0);
      return series;
    }

    private static double median(List<double[]> turns, int pass) {
      return turns.stream().map(turn -> turn[pass]).sorted().toList().get(turns.size() / 2);
    }

    private double exponent(TreeMap<Integer, List<double[]>> of) {
      Exponent exponent = new Exponent();
      of.forEach((size, turns) -> exponent.add(size, median(turns, 0)));
      return exponent.value();
    }

    List<Figure> figures(int most) {
      List<Figure> figures = new ArrayList<>();
      for (int pass = 0; pass < 2; pass++) {
        double theirs = median(bare.get(most), pass);
        figures.add(
            Figure.of(WARM.get(pass), median(ours.get(most), pass), "ns/address")
                .with("addresses", most)
                .beside(
                    Comparison.atMost(
                        "bare LinkedHashMap and one listener call", theirs, TIMES_BARE)));
      }
      figures.add(
          Figure.of(WARM.get(2), exponent(ours), "exponent")
              .with("of.bare.map", exponent(bare))
              .beside(Comparison.atMost("linear", 1, LINEAR)));
      return figures;
    }
  }
}
