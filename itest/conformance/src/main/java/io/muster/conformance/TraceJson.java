package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of traces: what they say in Java, and what Java's answers say in a trace. */
final class TraceJson {
  private TraceJson() {}

  /** JavaScript's "no value". */
  static JsonObject undefined() {
    JsonObject undefined = new JsonObject();
    undefined.addProperty("$undefined", true);
    return undefined;
  }

  static boolean isUndefined(JsonElement value) {
    return value.isJsonObject() && value.getAsJsonObject().has("$undefined");
  }

  static Instant instant(String tick) {
    return Instant.ofEpochSecond(Long.parseLong(tick.substring(1)));
  }

  static JsonElement of(StagingEntry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("stagingBirth", "T" + entry.birth().getEpochSecond());
    json.addProperty("stagingUpdated", "T" + entry.updated().getEpochSecond());
    entry.data().forEach((name, value) -> json.add(name, of(value)));
    return json;
  }

  /** An entry with its address. */
  static JsonArray pair(StagingEntry entry) {
    JsonArray pair = new JsonArray();
    pair.add(entry.address().toString());
    pair.add(of(entry));
    return pair;
  }

  static JsonArray of(List<StagingEntry> entries) {
    JsonArray list = new JsonArray();
    entries.forEach(entry -> list.add(pair(entry)));
    return list;
  }

  static JsonElement of(StagingChange change) {
    JsonObject json = new JsonObject();
    json.addProperty("type", change.kind().name().toLowerCase(Locale.ROOT));
    json.addProperty("address", change.entry().address().toString());
    return json;
  }

  private static JsonElement of(Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject json = new JsonObject();
      map.forEach((name, field) -> json.add((String) name, of(field)));
      return json;
    }
    if (value instanceof List<?> list) {
      JsonArray json = new JsonArray();
      list.forEach(element -> json.add(of(element)));
      return json;
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive((String) value);
  }

  /** A value to give to the service; maps and lists can be changed by the caller. */
  static Object toJava(JsonElement value) {
    if (value.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      value
          .getAsJsonObject()
          .asMap()
          .forEach(
              (name, field) -> {
                if (!isUndefined(field)) { // what is undefined is not there
                  map.put(name, toJava(field));
                }
              });
      return map;
    }
    if (value.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      value.getAsJsonArray().forEach(element -> list.add(toJava(element)));
      return list;
    }
    return value.isJsonNull() ? null : primitive(value.getAsJsonPrimitive());
  }

  private static Object primitive(JsonPrimitive value) {
    if (value.isBoolean()) {
      return value.getAsBoolean();
    }
    if (value.isString()) {
      return value.getAsString();
    }
    String text = value.getAsString();
    if (text.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(text);
    }
    return Double.valueOf(text);
  }

  /** Whether two values are equal, the order of fields included. */
  static boolean same(JsonElement a, JsonElement b) {
    return a.equals(b) && sameOrder(a, b);
  }

  private static boolean sameOrder(JsonElement a, JsonElement b) {
    if (a.isJsonArray()) {
      Iterator<JsonElement> others = b.getAsJsonArray().iterator();
      for (JsonElement element : a.getAsJsonArray()) {
        if (!sameOrder(element, others.next())) {
          return false;
        }
      }
      return true;
    }
    if (!a.isJsonObject()) {
      return true;
    }
    Map<String, JsonElement> left = a.getAsJsonObject().asMap();
    Map<String, JsonElement> right = b.getAsJsonObject().asMap();
    return List.copyOf(left.keySet()).equals(List.copyOf(right.keySet()))
        && left.keySet().stream().allMatch(name -> sameOrder(left.get(name), right.get(name)));
  }
}
