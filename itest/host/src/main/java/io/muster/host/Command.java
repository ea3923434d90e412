package io.muster.host;

import java.nio.file.Path;
import java.util.List;

/** What the host was asked to do. */
sealed interface Command {

  /**
   * A node.
   *
   * @param data its data directory
   * @param settings written to its configuration before any component starts
   * @param run Gogo commands; if there are any, the node ends after them
   * @param shell whether a shell reads standard input
   */
  record Start(Path data, List<Setting> settings, List<String> run, boolean shell)
      implements Command {
    public Start {
      settings = List.copyOf(settings);
      run = List.copyOf(run);
    }
  }

  /**
   * A hub alone, on loopback.
   *
   * @param port its port, 0 for any free one
   */
  record Hub(int port) implements Command {}

  /**
   * A run of the conformance files against the installed services.
   *
   * @param files the directory that holds them
   */
  record Conformance(Path files) implements Command {}
}
