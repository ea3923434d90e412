package io.muster.host;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Carries out a command. What is said about the node itself goes to standard error when commands
 * are run, so that standard output holds their results alone.
 */
final class Runner {
  private static final Duration HUB_READY = Duration.ofSeconds(60);

  private final PrintStream out;
  private final PrintStream err;

  Runner(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs to the end of the command.
   *
   * @return whether it succeeded
   */
  boolean run(Command command) throws Exception {
    if (!(command instanceof Command.Start shell && shell.shell())) {
      // what bundles print by themselves does not belong between the results
      System.setOut(err);
    }
    if (command instanceof Command.Start start) {
      return start(start);
    }
    if (command instanceof Command.Hub hub) {
      return hub(hub);
    }
    return conformance((Command.Conformance) command);
  }

  private boolean start(Command.Start start) throws Exception {
    DataDirectory directory = open(start.data());
    FrameworkProperties properties = new FrameworkProperties(directory);
    if (start.shell()) {
      properties.shell();
    }
    // closed by the end of the process, never before the node has stopped
    DirectoryLock lock = DirectoryLock.take(directory);
    new ConfigurationFiles(directory.etc()).apply(start.settings());
    try (Node node = new Node(properties.values())) {
      return EndOfProcess.during(() -> start(node, start.run()), node, lock);
    }
  }

  private boolean start(Node node, List<String> commands) throws Exception {
    launch(node, Role.NODE, commands.isEmpty() ? out : err);
    if (commands.isEmpty()) {
      node.awaitStop();
      return true;
    }
    return runAll(node, commands);
  }

  private boolean hub(Command.Hub hub) throws Exception {
    int port = FreePort.check(hub.port());
    try (TemporaryDirectory place = TemporaryDirectory.create("muster-hub")) {
      DataDirectory directory = open(place.path());
      try (Node node = new Node(new FrameworkProperties(directory).http(port).anyPath().values())) {
        return EndOfProcess.during(() -> hub(node), node, place);
      }
    }
  }

  private boolean hub(Node node) throws Exception {
    launch(node, Role.HUB, err);
    String url = new HubProbe(node.context(), HUB_READY).awaitAnswer();
    out.println("muster: hub ready at " + url);
    out.flush();
    node.awaitStop();
    return true;
  }

  private boolean conformance(Command.Conformance conformance) throws Exception {
    Path files = conformance.files().toAbsolutePath().normalize();
    String command = "muster:conformance " + GogoSession.quote(files.toString());
    try (TemporaryDirectory place = TemporaryDirectory.create("muster-conformance")) {
      DataDirectory directory = open(place.path());
      try (Node node = new Node(new FrameworkProperties(directory).anyPath().values())) {
        return EndOfProcess.during(
            () -> {
              launch(node, Role.CONFORMANCE, err);
              return runAll(node, List.of(command));
            },
            node,
            place);
      }
    }
  }

  /** The log's configuration refers to the directory by a system property. */
  private static DataDirectory open(Path path) throws IOException {
    DataDirectory directory = DataDirectory.open(path);
    System.setProperty("muster.log", directory.log().toString());
    return directory;
  }

  private void launch(Node node, Role role, PrintStream said) throws IOException, BundleException {
    List<String> problems = node.start(new EmbeddedBundles(EmbeddedBundles.ownJar(), role));
    problems.forEach(problem -> err.println("muster: " + problem));
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    long active = activeBundles(node);
    said.println("muster: ready in " + millis + " ms, " + active + " bundles");
    said.flush();
  }

  private static long activeBundles(Node node) {
    long count = 0;
    for (Bundle bundle : node.context().getBundles()) {
      count += bundle.getState() == Bundle.ACTIVE ? 1 : 0;
    }
    return count;
  }

  /** The first command that fails ends the run. */
  private boolean runAll(Node node, List<String> commands) throws Exception {
    try (GogoSession session = GogoSession.open(node.context(), out, err)) {
      for (String command : commands) {
        if (!run(session, command)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean run(GogoSession session, String command) {
    try {
      session.run(command);
      return true;
    } catch (Exception e) {
      err.println(
          "muster: '" + command + "' failed: " + (e.getMessage() == null ? e : e.getMessage()));
      return false;
    }
  }
}
