package io.muster.host;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Closes what it was given when the process is told to end (SIGTERM, SIGINT), in order, and then
 * ends it with 0: to be stopped is not a failure of a node.
 */
final class EndOfProcess {
  private final List<AutoCloseable> parts;
  private final Thread hook = new Thread(this::end, "muster-end");

  private EndOfProcess(List<AutoCloseable> parts) {
    this.parts = parts;
  }

  /** Does the work; if the process ends meanwhile, the parts are closed. */
  static boolean during(Callable<Boolean> work, AutoCloseable... parts) throws Exception {
    EndOfProcess end = new EndOfProcess(List.of(parts));
    Runtime.getRuntime().addShutdownHook(end.hook);
    try {
      return work.call();
    } finally {
      end.remove();
    }
  }

  private void end() {
    int status = 0;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("muster: " + e.getMessage());
        status = 1;
      }
    }
    System.out.flush();
    Runtime.getRuntime().halt(status);
  }

  /** The node ended by itself: nothing is left to do at the end of the process. */
  private void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      join();
    }
  }

  /** The process is ending already: the hook ends it. */
  private void join() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
