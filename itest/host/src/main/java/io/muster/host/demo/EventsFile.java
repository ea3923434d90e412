package io.muster.host.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A file of events for named users, read line by line, whatever its size. */
final class EventsFile {
  private static final int REPORTED = 20;
  private static final int LONGEST_LINE = 1 << 20;

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

  /** Writes what is well-formed to another file, with keys in place of names. */
  void translate(Path from, Path to) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(from);
        BufferedWriter writer = Files.newBufferedWriter(to)) {
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        try {
          writer.write(translate(line));
          writer.write('\n');
          good++;
        } catch (IllegalArgumentException | IOException e) {
          malformed(number, e);
        }
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
    if (line.length() > LONGEST_LINE) {
      throw new IllegalArgumentException("longer than " + LONGEST_LINE + " characters");
    }
    JsonObject object = object(line);
    JsonElement user = object.get("user");
    if (user == null || !user.isJsonPrimitive() || !keys.containsKey(user.getAsString())) {
      throw new IllegalArgumentException(
          "\"user\" is one of " + String.join(", ", keys.keySet().stream().sorted().toList()));
    }
    if (!object.has("event")) {
      throw new IllegalArgumentException("\"event\" is missing");
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
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
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

  /** What is wrong with the first of them, by line number. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}
