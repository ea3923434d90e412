package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The texts of transcripts, and JSON as JavaScript writes it. */
final class TranscriptText {
  private TranscriptText() {}

  /** A text, {@code {base64}} or {@code {repeat, count}} with {@code prefix} and {@code suffix}. */
  static byte[] bytes(JsonElement text) {
    if (text == null || text.isJsonNull()) {
      return new byte[0];
    }
    if (text.isJsonPrimitive()) {
      return utf8(text.getAsString());
    }
    JsonObject made = text.getAsJsonObject();
    if (made.has("base64")) {
      return Base64.getDecoder().decode(made.get("base64").getAsString());
    }
    String middle = made.get("repeat").getAsString().repeat(made.get("count").getAsInt());
    return utf8(part(made, "prefix") + middle + part(made, "suffix"));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(JsonElement text) {
    return new String(bytes(text), StandardCharsets.UTF_8);
  }

  /** The value on one line without spaces, non-ASCII as it is. */
  static String json(JsonElement value) {
    if (value instanceof JsonArray list) {
      List<String> items = new ArrayList<>();
      list.forEach(item -> items.add(json(item)));
      return "[" + String.join(",", items) + "]";
    }
    if (value instanceof JsonObject object) {
      List<String> items = new ArrayList<>();
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        items.add(quoted(field.getKey()) + ":" + json(field.getValue()));
      }
      return "{" + String.join(",", items) + "}";
    }
    return value instanceof JsonPrimitive text && text.isString()
        ? quoted(text.getAsString())
        : value.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      int special = "\b\t\n\f\r\"\\".indexOf(c);
      if (special >= 0) {
        quoted.append('\\').append("btnfr\"\\".charAt(special));
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String part(JsonObject made, String name) {
    return made.has(name) ? made.get(name).getAsString() : "";
  }
}
