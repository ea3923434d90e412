package io.muster.host.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Notes starts and ends of processes for the checker: {@code DIR/processes.jsonl}. */
final class ProcessBook {
  private final Path file;

  ProcessBook(Path folder) {
    file = folder.resolve("processes.jsonl");
  }

  void started(String node, long pid) {
    JsonObject line = line("started", pid);
    line.addProperty("node", node);
    append(line);
  }

  void ended(long pid, int status) {
    JsonObject line = line("ended", pid);
    line.addProperty("status", status);
    append(line);
  }

  private static JsonObject line(String what, long pid) {
    JsonObject line = new JsonObject();
    line.addProperty("what", what);
    line.addProperty("pid", pid);
    return line;
  }

  private synchronized void append(JsonObject line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
