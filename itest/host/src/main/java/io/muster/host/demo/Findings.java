package io.muster.host.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the checker is to find: {@code DIR/expect.json}. */
final class Findings {
  private final JsonArray absent = new JsonArray();
  private final JsonArray present = new JsonArray();
  private final JsonArray receipts = new JsonArray();
  private final JsonArray processes = new JsonArray();

  Findings absent(String node, String text) {
    absent.add(object("node", node, "text", text));
    return this;
  }

  Findings present(String node, String hex) {
    present.add(object("node", node, "hex", hex));
    return this;
  }

  Findings receipt(String id, String branch, String result) {
    JsonObject receipt = object("id", id, "branch", branch);
    receipt.addProperty("result", result);
    receipts.add(receipt);
    return this;
  }

  /** The wait statuses of a node's processes; -1: still running. */
  Findings processes(String node, List<Integer> statuses) {
    JsonArray list = new JsonArray();
    statuses.forEach(list::add);
    JsonObject ended = new JsonObject();
    ended.addProperty("node", node);
    ended.add("statuses", list);
    processes.add(ended);
    return this;
  }

  void write(Path folder, String server, List<String> nodes) throws IOException {
    JsonArray names = new JsonArray();
    nodes.forEach(names::add);
    JsonObject all = new JsonObject();
    all.addProperty("server", server);
    all.add("nodes", names);
    all.add("absent", absent);
    all.add("present", present);
    all.add("receipts", receipts);
    all.add("processes", processes);
    Files.writeString(folder.resolve("expect.json"), all.toString());
  }

  private static JsonObject object(String name, String value, String name2, String value2) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    object.addProperty(name2, value2);
    return object;
  }
}
