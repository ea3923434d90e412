package io.muster.host.demo;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The demo's command. */
public final class Demo {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int RUNNING = -1;
  private static final int MADE_EVENTS = 10_000;
  private static final List<String> CLIENTS = List.of("A", "B", "C");

  private final DemoOptions options;
  private final PrintStream out;
  private final Findings findings = new Findings();

  private Demo(DemoOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Ends the process with 0 only if every step was seen and the checker agrees, 1 if not, 2 if the
   * arguments are wrong.
   *
   * @param arguments see {@link DemoOptions#USAGE}
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      err.println("muster: " + e.getMessage());
      err.print(DemoOptions.USAGE);
      return USAGE;
    }
    try {
      return new Demo(options, out).play() ? 0 : FAILED;
    } catch (StepFailedException | IOException e) {
      err.println("muster demo: FAILED: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private boolean play() throws IOException, InterruptedException {
    checkEvents();
    Stage stage = new Stage(folder(), ownJar());
    Thread end = new Thread(stage::close, "muster-demo-end");
    Runtime.getRuntime().addShutdownHook(end);
    boolean holds;
    try {
      holds = play(stage);
    } finally {
      stage.close();
    }
    Runtime.getRuntime().removeShutdownHook(end);
    out.println(
        "files   of this run stay in " + stage.folder() + "; delete it when you have seen them");
    out.println(holds ? "muster demo: every step was seen" : "muster demo: FAILED, see above");
    return holds;
  }

  private boolean play(Stage stage) throws IOException, InterruptedException {
    Story story = new Story(stage, findings, out);
    story.tell();
    load(stage, story);
    if (!options.keep()) {
      stage.close();
      return check(stage.folder(), 0);
    }
    boolean holds = check(stage.folder(), RUNNING);
    new Console(stage, out).run();
    return holds;
  }

  private void load(Stage stage, Story story) throws IOException, InterruptedException {
    if (options.events().isEmpty() && options.chaos().isEmpty()) {
      return;
    }
    Path from = events(stage);
    out.println("events  of " + from);
    Path to = stage.folder().resolve("events.jsonl");
    EventsFile file = new EventsFile(story.users());
    file.translate(from, to);
    new Load(stage, story.orders(), out).run(to, file.good(), chaos());
  }

  private Path events(Stage stage) throws IOException {
    if (options.events().isPresent()) {
      return options.events().get();
    }
    Path made = stage.folder().resolve("made-events.jsonl");
    return Files.write(
        made,
        IntStream.range(0, MADE_EVENTS)
            .mapToObj(
                n -> "{\"user\":\"%s\",\"event\":{\"n\":%d}}".formatted(CLIENTS.get(n % 3), n))
            .toList());
  }

  private Chaos chaos() {
    List<String> nodes = new ArrayList<>(CLIENTS);
    nodes.add(Stage.SERVER);
    nodes.add(Stage.HUB);
    return options.chaos().isPresent()
        ? Chaos.of(options.chaos().getAsLong(), nodes)
        : new Chaos(List.of());
  }

  /** Before anything is started: nobody wants to wait for the news that line 3 is malformed. */
  private void checkEvents() throws IOException {
    if (options.events().isEmpty()) {
      return;
    }
    Path from = options.events().get();
    EventsFile file = new EventsFile(CLIENTS.stream().collect(toMap(name -> name, name -> name)));
    file.check(from);
    out.println("events  " + file.good() + " well-formed lines in " + from);
    file.problems().forEach(problem -> out.println("        " + problem));
    if (file.malformed() > 0 && !options.lenient()) {
      throw new StepFailedException(
          file.malformed()
              + " malformed lines in "
              + from
              + "; nothing was started. Mend them, or leave them out with --lenient");
    }
  }

  /** Another process looks at what is left: it is told what to find, not what was seen. */
  private boolean check(Path folder, int status) throws IOException, InterruptedException {
    expectEnds(Stage.HUB, List.of(), status);
    expectEnds(Stage.SERVER, List.of(Load.KILLED), status);
    expectEnds("A", List.of(), status);
    expectEnds("B", List.of(0), status);
    expectEnds("C", List.of(), status);
    findings.write(folder, Stage.SERVER, CLIENTS);
    out.println("check   by another process, from files and processes alone");
    out.flush();
    Process checker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ownJar().toString(),
                "io.muster.checker.Checker",
                folder.toString())
            .inheritIO()
            .start();
    return checker.waitFor() == 0;
  }

  private void expectEnds(String node, List<Integer> before, int last) {
    List<Integer> statuses = new ArrayList<>(before);
    chaos().kills().stream()
        .filter(kill -> kill.node().equals(node))
        .forEach(kill -> statuses.add(Load.KILLED));
    statuses.add(last);
    findings.processes(node, statuses);
  }

  private Path folder() throws IOException {
    if (options.folder().isEmpty()) {
      return Files.createTempDirectory("muster-demo-");
    }
    Path folder = Files.createDirectories(options.folder().get());
    try (Stream<Path> content = Files.list(folder)) {
      if (content.findAny().isPresent()) {
        throw new StepFailedException(folder + " is not empty; give another folder to --dir");
      }
    }
    return folder;
  }

  private static Path ownJar() {
    try {
      return Path.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the host's jar cannot be named", e);
    }
  }
}
