package io.muster.checker;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What must be found, written by whoever ran the nodes as {@code DIR/expect.json}.
 *
 * @param server the node that added the orders
 * @param nodes the others
 * @param absent texts that no file of a node may contain
 * @param present bytes that a file of a node must contain
 * @param receipts receipts that the server must have, exactly once each
 * @param processes how many processes must have been started for a node, and how each ended
 */
record Expectations(
    String server,
    List<String> nodes,
    List<Absent> absent,
    List<Present> present,
    List<Receipt> receipts,
    List<Ended> processes) {
  static final String FILE = "expect.json";

  record Absent(String node, String text) {}

  record Present(String node, String hex) {}

  record Receipt(String id, String branch, String result) {}

  /** The wait statuses of a node's processes, in the order of their starts; -1: still running. */
  record Ended(String node, List<Integer> statuses) {}

  static Expectations read(Path folder) throws IOException {
    try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
      return new Gson().fromJson(reader, Expectations.class);
    }
  }
}
