package io.muster.conformance;

import com.google.gson.JsonElement;
import io.muster.staging.StagingEntry;
import java.util.List;
import java.util.Map;

/** Tries to change what the service was given or has handed out. */
final class TraceKept {
  private TraceKept() {}

  /**
   * Sets the value at a path, or throws {@link UnsupportedOperationException} if it cannot be set.
   */
  static void set(Object kept, List<String> path, JsonElement value) {
    Object holder = kept;
    for (String step : path.subList(0, path.size() - 1)) {
      holder = child(holder, step);
    }
    put(holder, path.get(path.size() - 1), TraceJson.toJava(value));
  }

  private static Object child(Object holder, String step) {
    if (holder instanceof List<?> list) {
      return list.get(Integer.parseInt(step));
    }
    if (holder instanceof StagingEntry entry) {
      // In a trace an entry of a list is the pair of address and data.
      return step.equals("1") ? entry : entry.data().get(step);
    }
    return holder instanceof Map<?, ?> map ? map.get(step) : null;
  }

  @SuppressWarnings("unchecked")
  private static void put(Object holder, String name, Object value) {
    if (holder instanceof StagingEntry entry) {
      if (!entry.data().containsKey(name)) {
        throw new UnsupportedOperationException("a record has no setters: " + name);
      }
      entry.data().put(name, value);
    } else if (holder instanceof List<?>) {
      ((List<Object>) holder).set(Integer.parseInt(name), value);
    } else if (holder instanceof Map<?, ?>) {
      ((Map<String, Object>) holder).put(name, value);
    } else {
      throw new UnsupportedOperationException("nothing to change at " + name);
    }
  }
}
