package io.muster.host.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a ledger while it is written: each line once, whole lines only. */
final class LedgerTail {
  private static final int BLOCK = 1 << 20;

  private final Path file;
  private long position;

  private LedgerTail(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  static LedgerTail fromStart(Path file) {
    return new LedgerTail(file, 0);
  }

  /** What comes behind the last whole line: a half line, left by a kill, is taken out later. */
  static LedgerTail fromEnd(Path file) throws IOException {
    if (!Files.exists(file)) {
      return fromStart(file);
    }
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long end = reader.length();
      for (boolean whole = false; end > 0 && !whole; end -= whole ? 0 : 1) {
        reader.seek(end - 1);
        whole = reader.read() == '\n';
      }
      return new LedgerTail(file, end);
    }
  }

  /** The next line for which the condition holds; those before it are passed over. */
  Optional<JsonObject> next(Predicate<JsonObject> condition) throws IOException {
    String[] lines = unread();
    for (String line : lines) {
      position += line.getBytes(StandardCharsets.UTF_8).length + 1;
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      if (condition.test(object)) {
        return Optional.of(object);
      }
    }
    return lines.length == 0 ? Optional.empty() : next(condition);
  }

  /** The whole lines of the next block. */
  private String[] unread() throws IOException {
    if (!Files.exists(file)) {
      return new String[0];
    }
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      byte[] block = new byte[(int) Math.min(BLOCK, Math.max(0, reader.length() - position))];
      reader.seek(position);
      reader.readFully(block);
      String text = new String(block, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n');
      return end < 0 ? new String[0] : text.substring(0, end).split("\n", -1);
    }
  }
}
