package io.muster.host.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folder of a run and the processes in it. */
final class Stage {
  static final String HUB = "hub";
  static final String SERVER = "server";
  static final String EXAMPLE = "io.muster.example.jar";

  private static final Duration START = Duration.ofSeconds(120);
  private static final Pattern URL = Pattern.compile("hub ready at (http://127\\.0\\.0\\.1:\\d+)");
  private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{43}=)");

  private final Path folder;
  private final Path jar;
  private final ProcessBook book;
  private final Watch watch = new Watch();
  private final Map<String, NodeProcess> running = new LinkedHashMap<>();
  private String hubUrl;
  private String serverKey;

  Stage(Path folder, Path jar) {
    this.folder = folder;
    this.jar = jar;
    this.book = new ProcessBook(folder);
  }

  Path folder() {
    return folder;
  }

  Path of(String node) {
    return folder.resolve(node);
  }

  NodeProcess running(String node) {
    return running.get(node);
  }

  Watch watch() {
    return watch;
  }

  LedgerTail ledgerFromStart(String node) {
    return LedgerTail.fromStart(of(node).resolve("acct.jsonl"));
  }

  LedgerTail ledgerFromEnd(String node) throws IOException {
    return LedgerTail.fromEnd(of(node).resolve("acct.jsonl"));
  }

  /** Starts the hub, again at the address it had, and returns that. */
  String startHub() throws IOException, InterruptedException {
    Path log = of(HUB).resolve("console.log");
    long before = Files.exists(log) ? Files.size(log) : 0;
    int port = hubUrl == null ? 0 : URI.create(hubUrl).getPort();
    launch(HUB, List.of("hub", "--port", Integer.toString(port)));
    hubUrl = found(log, before, URL, "the hub's address");
    return hubUrl;
  }

  /** Starts the hub or a node. */
  void start(String name) throws IOException, InterruptedException {
    if (name.equals(HUB)) {
      startHub();
    } else {
      startNode(name);
    }
  }

  /** Makes the key of a node that has never been started, and returns it. */
  String makeKey(String node) throws IOException, InterruptedException {
    Path log = of(node).resolve("console.log");
    NodeProcess once =
        launch(node, List.of("start", "--data", of(node).toString(), "--run", "muster:whoami"));
    int status = once.await();
    running.remove(node);
    if (status != 0) {
      throw new StepFailedException("muster:whoami at " + node + " ended with status " + status);
    }
    return found(log, 0, KEY, "the key of " + node);
  }

  /** Starts the server or a client and returns its key, once its ledger is open. */
  String startNode(String node) throws IOException, InterruptedException {
    deployExample(node);
    LedgerTail ledger = ledgerFromEnd(node);
    launch(node, nodeCommand(node));
    String key =
        watch.until(
            "the ledger of " + node,
            START,
            () ->
                ledger
                    .next(line -> line.get("what").getAsString().equals("open"))
                    .map(line -> line.get("key").getAsString()));
    if (node.equals(SERVER)) {
      serverKey = key;
    }
    return key;
  }

  private List<String> nodeCommand(String node) {
    List<String> command = new ArrayList<>(List.of("start", "--data", of(node).toString()));
    command.add("--shell");
    boolean server = node.equals(SERVER);
    List<String> settings = new ArrayList<>();
    settings.add("io.muster.example/ledger=" + of(node).resolve("acct.jsonl"));
    settings.add("io.muster.hub/hubs=" + hubUrl);
    settings.add("io.muster.events~orders/topic=orders");
    settings.add("io.muster.events~orders/role=" + (server ? "server" : "client"));
    if (!server) {
      settings.add("io.muster.events~orders/server.key=" + serverKey);
    }
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  /**
   * Puts the example bundle where File Install finds it; the name appears with its whole content.
   */
  void deployExample(String node) throws IOException {
    Path bundles = Files.createDirectories(of(node).resolve("bundles"));
    Path whole = bundles.resolve("." + EXAMPLE);
    try (InputStream bytes = Stage.class.getResourceAsStream("/demo/" + EXAMPLE)) {
      if (bytes == null) {
        throw new StepFailedException("the example bundle is missing in " + jar);
      }
      Files.copy(bytes, whole, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(whole, bundles.resolve(EXAMPLE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes the example bundle away: File Install uninstalls it. */
  void withdrawExample(String node) throws IOException {
    Files.delete(of(node).resolve("bundles").resolve(EXAMPLE));
  }

  private NodeProcess launch(String node, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
    command.addAll(arguments);
    NodeProcess process = NodeProcess.start(node, of(node).resolve("console.log"), command, book);
    running.put(node, process);
    return process;
  }

  private String found(Path log, long from, Pattern pattern, String awaited)
      throws IOException, InterruptedException {
    return watch.until(
        awaited,
        START,
        () -> {
          Matcher matcher = pattern.matcher(Files.exists(log) ? after(log, from) : "");
          return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
  }

  private static String after(Path log, long from) throws IOException {
    try (InputStream bytes = Files.newInputStream(log)) {
      bytes.skipNBytes(from);
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Ends every process, the last started first. Repeatable. */
  void close() {
    List<NodeProcess> processes = new ArrayList<>(running.values());
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
  }
}
