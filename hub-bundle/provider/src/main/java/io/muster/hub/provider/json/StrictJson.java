package io.muster.hub.provider.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON of strangers: RFC 8259 to the letter, every name once, whole numbers that fit a long,
 * bounded length, depth and number of values. Null is refused.
 */
public final class StrictJson {
  /** Longest text, in characters. */
  public static final int MAX_LENGTH = 65_536;

  /** Deepest nesting. */
  public static final int MAX_DEPTH = 8;

  /** Values in all. */
  public static final int MAX_VALUES = 1_024;

  private final JsonReader reader;
  private int values;

  private StrictJson(String json) {
    reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
  }

  /** Reads one object: values are String, Long, Boolean, List and Map. */
  public static Map<String, Object> object(String json) throws RefusedException {
    if (json.length() > MAX_LENGTH) {
      throw new RefusedException("JSON of " + json.length() + " characters, limit " + MAX_LENGTH);
    }
    StrictJson strict = new StrictJson(json);
    try {
      if (strict.reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw new RefusedException("JSON that is not an object");
      }
      Map<String, Object> object = strict.map(1);
      if (strict.reader.peek() != JsonToken.END_DOCUMENT) {
        throw new RefusedException("JSON with something behind its end");
      }
      return object;
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      throw new RefusedException("malformed JSON");
    } catch (IOException e) {
      throw new RefusedException("unreadable JSON");
    }
  }

  private Map<String, Object> map(int depth) throws IOException, RefusedException {
    Map<String, Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (map.put(name, value(depth + 1)) != null) {
        throw new RefusedException("JSON with a name twice");
      }
    }
    reader.endObject();
    return map;
  }

  private List<Object> list(int depth) throws IOException, RefusedException {
    List<Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(value(depth + 1));
    }
    reader.endArray();
    return list;
  }

  private Object value(int depth) throws IOException, RefusedException {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw new RefusedException("JSON deeper than " + MAX_DEPTH + " or over " + MAX_VALUES);
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> map(depth);
      case BEGIN_ARRAY -> list(depth);
      case STRING -> reader.nextString();
      case BOOLEAN -> reader.nextBoolean();
      case NUMBER -> number(reader.nextString());
      default -> throw new RefusedException("JSON with null or out of place");
    };
  }

  private static Long number(String text) throws RefusedException {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new RefusedException("JSON with a number that is not a whole one of 64 bits");
    }
  }
}
