package io.muster.checker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One line of a ledger.
 *
 * @param node whose ledger
 * @param number its line number, from 1
 * @param json what it says
 */
public record LedgerLine(String node, long number, JsonObject json) {
  /** The file's name in a node's directory. */
  public static final String FILE = "acct.jsonl";

  /**
   * Reads a ledger. A last line without an end is left out: the node may have been killed while it
   * wrote.
   *
   * @param node the node
   * @param file its ledger
   * @param reader is given each line in order
   * @throws IOException if the file cannot be read, or a whole line in it is no JSON object
   */
  public static void read(String node, Path file, Consumer<LedgerLine> reader) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    boolean whole = endsWithLineFeed(file);
    List<String> pending = new ArrayList<>(1);
    long[] number = {0};
    try (Stream<String> lines = Files.lines(file)) {
      for (String text : (Iterable<String>) lines::iterator) {
        for (String ended : pending) {
          parse(node, ++number[0], ended).ifPresent(reader);
        }
        pending.clear();
        pending.add(text);
      }
    }
    if (whole) {
      for (String ended : pending) {
        parse(node, ++number[0], ended).ifPresent(reader);
      }
    }
  }

  /** What kind of line it is. */
  public String what() {
    return text("what");
  }

  /**
   * A field as a text.
   *
   * @param field its name
   * @return the text, empty if there is no such field
   */
  public String text(String field) {
    return json.has(field) ? json.get(field).getAsString() : "";
  }

  private static Optional<LedgerLine> parse(String node, long number, String text)
      throws IOException {
    try {
      JsonObject object = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(new LedgerLine(node, number, object));
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(
          "line " + number + " of the ledger of " + node + " is no JSON object: " + text, e);
    }
  }

  private static boolean endsWithLineFeed(Path file) throws IOException {
    try (var bytes = Files.newByteChannel(file)) {
      if (bytes.size() == 0) {
        return true;
      }
      java.nio.ByteBuffer last = java.nio.ByteBuffer.allocate(1);
      bytes.position(bytes.size() - 1).read(last);
      return last.get(0) == '\n';
    }
  }
}
