package io.muster.host.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of events for named users, read line by line, whatever its size. */
final class EventsFile {
  private static final int REPORTED = 20;
  private static final Pattern COLUMN = Pattern.compile("line 1 column (\\d+)");
  private static final int LARGEST_EVENT_BYTES = 262_144;

  private final Map<String, String> keys;
  private final List<String> problems = new ArrayList<>();
  private long malformed;
  private long good;

  /**
   * Reads for these users.
   *
   * @param keys the key of each user's name
   */
  EventsFile(Map<String, String> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** Reads all of a file to tell what is wrong with it. */
  void check(Path from) throws IOException {
    translate(from, Writer.nullWriter());
  }

  /** Writes what is well-formed to another file, with keys in place of names. */
  void translate(Path from, Path to) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(to)) {
      translate(from, writer);
    }
  }

  private void translate(Path from, Writer writer) throws IOException {
    try (BoundedLines lines = new BoundedLines(from)) {
      while (lines.next()) {
        String translated;
        try {
          translated = translate(lines.text());
        } catch (IllegalArgumentException | IOException e) {
          malformed(lines.number(), e);
          continue;
        }
        writer.write(translated);
        writer.write('\n');
        good++;
      }
    }
  }

  private void malformed(long number, Exception e) {
    malformed++;
    if (problems.size() < REPORTED) {
      problems.add("line " + number + ": " + e.getMessage());
    }
  }

  private String translate(String line) throws IOException {
    JsonObject object = object(line);
    JsonElement user = object.get("user");
    if (user == null || !user.isJsonPrimitive() || !keys.containsKey(user.getAsString())) {
      throw new IllegalArgumentException(
          "\"user\" is one of " + String.join(", ", keys.keySet().stream().sorted().toList()));
    }
    if (!object.has("event")) {
      throw new IllegalArgumentException("\"event\" is missing");
    }
    String event = object.get("event").toString();
    if (event.getBytes(StandardCharsets.UTF_8).length > LARGEST_EVENT_BYTES) {
      throw new IllegalArgumentException(
          "\"event\" has more than " + LARGEST_EVENT_BYTES + " bytes, which a topic does not take");
    }
    JsonObject translated = new JsonObject();
    translated.addProperty("user", keys.get(user.getAsString()));
    translated.add("event", object.get("event"));
    return translated.toString();
  }

  private static JsonObject object(String line) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("not one JSON object");
      }
      return element.getAsJsonObject();
    } catch (JsonParseException | MalformedJsonException e) {
      Matcher column = COLUMN.matcher(String.valueOf(e.getMessage()));
      throw new IllegalArgumentException(
          "not JSON" + (column.find() ? " at column " + column.group(1) : ""), e);
    }
  }

  /** How many lines are well-formed. */
  long good() {
    return good;
  }

  /** How many lines are not. */
  long malformed() {
    return malformed;
  }

  /** What is wrong with the first of them, by line number, and how many more there are. */
  List<String> problems() {
    List<String> told = new ArrayList<>(problems);
    if (malformed > problems.size()) {
      told.add("and " + (malformed - problems.size()) + " more");
    }
    return told;
  }
}
