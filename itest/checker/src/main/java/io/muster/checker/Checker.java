package io.muster.checker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The checker's command: {@code Checker DIR}; exit code 0 only if everything was found as expected.
 */
public final class Checker {
  private final Path folder;
  private final Expectations expected;
  private final PrintStream out;
  private final List<LedgerLine> receipts = new ArrayList<>();
  private int faults;

  private Checker(Path folder, PrintStream out) throws IOException {
    this.folder = folder;
    this.expected = Expectations.read(folder);
    this.out = out;
  }

  /**
   * Checks a folder.
   *
   * @param arguments the folder of the run
   * @throws IOException if its files cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: Checker DIR");
      System.exit(2);
    }
    System.exit(check(Path.of(arguments[0]), System.out) ? 0 : 1);
  }

  /**
   * Checks a folder.
   *
   * @param folder the folder of the run
   * @param out where each check and the accounting are printed
   * @return whether everything was found as expected
   * @throws IOException if its files cannot be read
   */
  public static boolean check(Path folder, PrintStream out) throws IOException {
    Checker checker = new Checker(folder, out);
    checker.processes();
    checker.accounts();
    checker.receipts();
    checker.disks();
    return checker.faults == 0;
  }

  private void processes() throws IOException {
    Processes processes = Processes.read(folder);
    for (Expectations.Ended ended : expected.processes()) {
      List<Integer> seen = processes.statuses(ended.node());
      report(
          seen.equals(ended.statuses()),
          "wait statuses of " + ended.node() + " are " + seen + ", expected " + ended.statuses());
    }
    List<String> contradictions = processes.contradictions();
    report(contradictions.isEmpty(), "processes run as recorded " + contradictions);
  }

  private void accounts() throws IOException {
    Accounts accounts = new Accounts();
    List<String> nodes = new ArrayList<>(List.of(expected.server()));
    nodes.addAll(expected.nodes());
    for (String node : nodes) {
      LedgerLine.read(
          node,
          folder.resolve(node).resolve(LedgerLine.FILE),
          line -> {
            accounts.take(line);
            if (line.what().equals("consumed")) {
              receipts.add(line);
            }
          });
    }
    report(accounts.isClean(), "accounts " + accounts.unexpected());
    out.println(accounts);
  }

  private void receipts() {
    for (Expectations.Receipt receipt : expected.receipts()) {
      List<String> seen =
          receipts.stream()
              .filter(line -> line.text("id").equals(receipt.id()))
              .map(line -> line.text("branch") + " " + line.text("result"))
              .toList();
      report(
          seen.equals(List.of(receipt.branch() + " " + receipt.result())),
          "one receipt for " + receipt.id() + ": " + seen);
    }
  }

  private void disks() throws IOException {
    for (Expectations.Absent absent : expected.absent()) {
      byte[] text = absent.text().getBytes(StandardCharsets.UTF_8);
      List<Path> found = DiskSearch.find(folder.resolve(absent.node()), text);
      report(found.isEmpty(), "no file of " + absent.node() + " has the plain text " + found);
    }
    for (Expectations.Present present : expected.present()) {
      byte[] bytes = HexFormat.of().parseHex(present.hex());
      List<Path> found = DiskSearch.find(folder.resolve(present.node()), bytes);
      report(
          !found.isEmpty(),
          "a file of " + present.node() + " holds the encrypted body " + present.hex());
    }
  }

  private void report(boolean holds, String what) {
    out.println((holds ? "ok      " : "FAILED  ") + what);
    if (!holds) {
      faults++;
    }
  }
}
