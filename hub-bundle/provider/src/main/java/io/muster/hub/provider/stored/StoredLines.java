package io.muster.hub.provider.stored;

import com.google.gson.stream.JsonWriter;
import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.json.StrictJson;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of JSON objects in an {@link AtomicFile}, one on each line: first the name of the format,
 * last the number of lines between, as FORMAT.md says.
 */
final class StoredLines {
  private static final long MAX_BYTES = 64L << 20;
  private static final int MAX_NAME = 64;

  private final AtomicFile file;
  private final String format;

  StoredLines(AtomicFile file, String format) {
    this.file = file;
    this.format = format;
  }

  /** All objects in their order, or empty if there is no file. */
  Optional<List<Fields>> read() throws IOException, RefusedException {
    Optional<String> text = file.read(MAX_BYTES);
    return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get().lines().toList()));
  }

  private List<Fields> parse(List<String> lines) throws RefusedException {
    if (lines.size() < 2
        || !new Fields(StrictJson.object(lines.get(0))).text("format", MAX_NAME).equals(format)) {
      throw new RefusedException("it does not begin as a file of format " + format);
    }
    long count = lines.size() - 2L;
    new Fields(StrictJson.object(lines.get(lines.size() - 1))).number("lines", count, count);
    List<Fields> objects = new ArrayList<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      objects.add(new Fields(StrictJson.object(line)));
    }
    return objects;
  }

  /** Replaces the file; values are texts and whole numbers. */
  void write(List<? extends Map<String, ?>> objects) throws IOException {
    StringBuilder text = new StringBuilder(line(Map.of("format", format)));
    for (Map<String, ?> object : objects) {
      text.append(line(object));
    }
    file.write(text.append(line(Map.of("lines", objects.size()))).toString());
  }

  private static String line(Map<String, ?> object) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginObject();
      for (Map.Entry<String, ?> field : object.entrySet()) {
        writer.name(field.getKey());
        if (field.getValue() instanceof Number number) {
          writer.value(number);
        } else {
          writer.value((String) field.getValue());
        }
      }
      writer.endObject();
    }
    return out.append('\n').toString();
  }
}
