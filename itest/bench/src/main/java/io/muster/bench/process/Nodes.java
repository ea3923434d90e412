package io.muster.bench.process;

import io.muster.bench.node.NodeActivator;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Nodes as processes of their own, the shipped host with its shipped bundles, and their hub. */
public final class Nodes implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("hub ready at (http://127\\.0\\.0\\.1:\\d+)");

  private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{43}=)");

  private static final String CROWD = "io.muster.bench.crowd.Crowd";

  private final Path folder;
  private final Jars jars;
  private final List<Closeable> open = new ArrayList<>();
  private String hub;

  /**
   * Prepares; starts nothing.
   *
   * @param folder where the nodes' files go
   * @param jars what they run
   */
  public Nodes(Path folder, Jars jars) {
    this.folder = folder;
    this.jars = jars;
  }

  /** Starts the hub. */
  public void startHub() throws IOException, InterruptedException {
    List<String> command = List.of(Child.java(), "-Xmx128m", "-XX:+UseSerialGC");
    command = with(command, List.of("-XX:TieredStopAtLevel=1", "-jar", jars.host().toString()));
    command = with(command, List.of("hub", "--port", "0"));
    Child child = Child.start("hub", folder.resolve("hub"), command);
    open.add(child);
    hub = child.awaitOutput(URL);
  }

  private static List<String> with(List<String> first, List<String> then) {
    List<String> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  /**
   * Makes the key of a node that has never been started.
   *
   * @param name its name
   * @return its key
   */
  public String makeKey(String name) throws IOException, InterruptedException {
    Path data = folder.resolve(name);
    List<String> command = List.of(Child.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    command = with(command, List.of("-jar", jars.host().toString(), "start"));
    command = with(command, List.of("--data", data.toString(), "--run", "muster:whoami"));
    try (Child child = Child.start(name, data, command)) {
      return child.awaitOutput(KEY);
    }
  }

  /**
   * Starts a node; returns when it takes orders.
   *
   * @param name its name, and its folder's
   * @param jvm flags of its JVM
   * @param settings further settings, {@code PID/key=value}; the topic's are there already
   * @return the node
   */
  public Node start(String name, List<String> jvm, List<String> settings) throws IOException {
    Path data = folder.resolve(name);
    Path bundles = Files.createDirectories(data.resolve("bundles"));
    Path bundle = bundles.resolve("io.muster.bench.jar");
    if (!Files.exists(bundle)) {
      Files.copy(jars.bench(), bundle);
    }
    Control control = Control.open();
    List<String> command = new ArrayList<>(List.of(Child.java()));
    command.addAll(jvm);
    command.add("-D" + NodeActivator.CONTROL + "=" + control.port());
    command.add("-D" + NodeActivator.ROLE + "=" + (name.equals("server") ? "server" : "client"));
    command.addAll(List.of("-jar", jars.host().toString(), "start", "--data", data.toString()));
    List<String> all = new ArrayList<>();
    all.add("io.muster.hub/hubs=" + hub);
    all.add("io.muster.events~bench/topic=" + NodeActivator.TOPIC);
    all.addAll(settings);
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    Child child = Child.start(name, data, command);
    Node node = new Node(child, control);
    open.add(node);
    control.await(child);
    return node;
  }

  /**
   * Starts many users in one process; returns when it takes orders, to all of them.
   *
   * @param count how many
   * @param server the server's key
   * @return the process
   */
  public Node startCrowd(int count, String server) throws IOException {
    Path data = Files.createDirectories(folder.resolve("crowd"));
    Control control = Control.open();
    String libraries = jars.extract(data.resolve("lib"));
    List<String> command =
        List.of(Child.java(), "-XX:+UseSerialGC", "-Xmx2g", "-cp", libraries, CROWD);
    command = with(command, List.of(jars.host().toString(), data.toString()));
    command = with(command, List.of(String.valueOf(count), hub, server));
    command = with(command, List.of(String.valueOf(control.port())));
    Child child = Child.start("crowd", data, command);
    Node node = new Node(child, control);
    open.add(node);
    control.await(child);
    return node;
  }

  @Override
  public void close() throws IOException {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }
}
