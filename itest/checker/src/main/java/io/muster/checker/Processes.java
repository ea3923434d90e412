package io.muster.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes that were started, from {@code DIR/processes.jsonl}: a line {@code
 * {"what":"started","node":…,"pid":…}} for each start and {@code
 * {"what":"ended","pid":…,"status":…}} for each end, with the wait status that the system gave.
 */
final class Processes {
  static final String FILE = "processes.jsonl";
  static final int RUNNING = -1;

  private final Map<Long, String> nodeOf = new LinkedHashMap<>();
  private final Map<Long, Integer> statusOf = new LinkedHashMap<>();

  static Processes read(Path folder) throws IOException {
    Processes processes = new Processes();
    LedgerLine.read("the processes", folder.resolve(FILE), processes::take);
    return processes;
  }

  private void take(LedgerLine line) {
    long pid = line.json().get("pid").getAsLong();
    if (line.what().equals("started")) {
      nodeOf.put(pid, line.text("node"));
    } else {
      statusOf.put(pid, line.json().get("status").getAsInt());
    }
  }

  /** The wait statuses of a node's processes, in the order of their starts. */
  List<Integer> statuses(String node) {
    List<Integer> statuses = new ArrayList<>();
    nodeOf.forEach(
        (pid, name) -> {
          if (name.equals(node)) {
            statuses.add(statusOf.getOrDefault(pid, RUNNING));
          }
        });
    return statuses;
  }

  /** Processes that are said to have ended and yet run, or the other way round. */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    nodeOf.forEach(
        (pid, node) -> {
          boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
          if (alive == statusOf.containsKey(pid)) {
            found.add(node + " (pid " + pid + ") " + (alive ? "still runs" : "does not run"));
          }
        });
    return found;
  }
}
