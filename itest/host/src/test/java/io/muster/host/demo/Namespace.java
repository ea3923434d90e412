package io.muster.host.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network of its own (Linux, root, nftables), whose packets can be dropped. */
final class Namespace implements AutoCloseable {
  private static final Pattern DROPPED = Pattern.compile("counter packets (\\d+)");

  private final Process holder;

  private Namespace(Process holder) {
    this.holder = holder;
  }

  /** Makes one; the test is skipped where that is not permitted, and says why. */
  static Namespace open() throws IOException, InterruptedException {
    Process holder =
        new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up && echo up; cat")
            .redirectErrorStream(true)
            .start();
    Namespace namespace = new Namespace(holder);
    BufferedReader answer = holder.inputReader();
    String up = answer.readLine();
    String table = "up".equals(up) ? namespace.tried("nft", "add", "table", "inet", "faults") : up;
    if (!table.isEmpty()) {
      namespace.close();
    }
    assumeTrue(table.isEmpty(), "no network namespace with nftables here: " + table);
    namespace.inside(
        "nft", "add chain inet faults in { type filter hook input priority 0; policy accept; }");
    return namespace;
  }

  /** What a command line begins with to run in here. */
  List<String> entry() {
    return List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net");
  }

  /** Drops the packets for which an nftables expression holds. */
  void drop(String expression) throws IOException, InterruptedException {
    inside("nft", "add rule inet faults in " + expression + " counter drop");
  }

  /** How many packets were dropped since {@link #heal}. */
  long dropped() throws IOException, InterruptedException {
    Matcher matcher = DROPPED.matcher(inside("nft", "list ruleset"));
    long dropped = 0;
    while (matcher.find()) {
      dropped += Long.parseLong(matcher.group(1));
    }
    return dropped;
  }

  /** Lets all packets through. */
  void heal() throws IOException, InterruptedException {
    inside("nft", "flush chain inet faults in");
  }

  private String inside(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(entry());
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  /** Empty if the command went well. */
  private String tried(String... command) throws InterruptedException {
    try {
      return inside(command);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    holder.destroy();
    holder.onExit().join();
  }
}
