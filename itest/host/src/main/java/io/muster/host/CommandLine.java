package io.muster.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads the command line; whatever it does not know is an error that names it. */
final class CommandLine {
  static final String USAGE =
      """
      usage: muster start --data DIR [--set PID/key=value]... [--run 'gogo commands']... [--shell]
             muster hub --port PORT
             muster conformance DIR
      """;

  private final Iterator<String> rest;

  private CommandLine(List<String> arguments) {
    rest = arguments.iterator();
  }

  static Command parse(List<String> arguments) throws UsageException {
    CommandLine line = new CommandLine(arguments);
    String verb = line.rest.hasNext() ? line.rest.next() : "";
    return switch (verb) {
      case "start" -> line.start();
      case "hub" -> line.hub();
      case "conformance" -> line.conformance();
      case "" -> throw new UsageException("a command is missing");
      default -> throw new UsageException("unknown command: " + verb);
    };
  }

  private Command start() throws UsageException {
    Path data = null;
    List<Setting> settings = new ArrayList<>();
    List<String> run = new ArrayList<>();
    boolean shell = false;
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--data" -> data = Path.of(value(option));
        case "--set" -> settings.add(Setting.parse(value(option)));
        case "--run" -> run.add(value(option));
        case "--shell" -> shell = true;
        default -> throw unknown(option);
      }
    }
    if (data == null) {
      throw new UsageException("--data DIR is missing");
    }
    return new Command.Start(data, settings, run, shell);
  }

  private Command hub() throws UsageException {
    Integer port = null;
    while (rest.hasNext()) {
      String option = rest.next();
      if (!option.equals("--port")) {
        throw unknown(option);
      }
      port = port(value(option));
    }
    if (port == null) {
      throw new UsageException("--port PORT is missing");
    }
    return new Command.Hub(port);
  }

  private Command conformance() throws UsageException {
    Path files = Path.of(value("conformance"));
    if (rest.hasNext()) {
      throw unknown(rest.next());
    }
    if (!Files.isDirectory(files)) {
      throw new UsageException("not a directory: " + files);
    }
    return new Command.Conformance(files);
  }

  private String value(String option) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(option + " wants a value");
    }
    return rest.next();
  }

  private static int port(String text) throws UsageException {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below, together with the range
    }
    throw new UsageException("--port wants a number from 0 to 65535, and got: " + text);
  }

  private static UsageException unknown(String argument) {
    return new UsageException("unknown argument: " + argument);
  }
}
