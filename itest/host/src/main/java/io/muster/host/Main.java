package io.muster.host;

import java.io.PrintStream;
import java.util.List;

/** The command line of the host; `itest/muster` builds what is missing and then calls it. */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  /**
   * Ends the process with 0 if all went well, 1 if something failed, 2 if the arguments are wrong.
   *
   * @param arguments see {@link CommandLine#USAGE}
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      Command command = CommandLine.parse(arguments);
      return new Runner(out, err).run(command) ? 0 : FAILED;
    } catch (UsageException e) {
      err.println("muster: " + e.getMessage());
      err.print(CommandLine.USAGE);
      return USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (Exception e) {
      err.println("muster: " + e.getMessage());
      return FAILED;
    }
  }
}
