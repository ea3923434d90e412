package io.muster.bench.figure;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/**
 * One figure, on its way to one JSON line. The line's {@code rival}, {@code ratio}, {@code aim} and
 * {@code met} are those of the comparison that stands worst; {@code rivals} has all of them. {@code
 * met} is false if one aim is missed, else null if one could not be compared, else true.
 */
public final class Figure {
  private final String name;
  private final double value;
  private final JsonObject more = new JsonObject();
  private final List<Comparison> comparisons = new ArrayList<>();

  private Figure(String name, double value, String unit) {
    this.name = name;
    this.value = value;
    more.addProperty("unit", unit);
  }

  /**
   * Begins a figure.
   *
   * @param name its name, such as {@code events.delivery.64}
   * @param value what was measured
   * @param unit its unit
   * @return the figure
   */
  public static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit);
  }

  /**
   * Adds something that is worth knowing.
   *
   * @param key its name in the line
   * @param number the number
   * @return this
   */
  public Figure with(String key, Number number) {
    more.add(key, rounded(number.doubleValue()));
    return this;
  }

  /**
   * Adds something that is worth knowing.
   *
   * @param key its name in the line
   * @param text the text
   * @return this
   */
  public Figure with(String key, String text) {
    more.addProperty(key, text);
    return this;
  }

  /**
   * Sets the figure beside a rival or a limit.
   *
   * @param comparison which, and how far it is to be reached
   * @return this
   */
  public Figure beside(Comparison comparison) {
    comparisons.add(comparison);
    return this;
  }

  /**
   * Returns the figure's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns what is printed.
   *
   * @param bench the name of the benchmark
   * @return a JSON object
   */
  public JsonObject json(String bench) {
    JsonObject line = new JsonObject();
    line.addProperty("bench", bench);
    line.addProperty("figure", name);
    line.add("value", rounded(value));
    line.add("unit", more.get("unit"));
    JsonArray rivals = new JsonArray();
    Comparison worst = null;
    for (Comparison comparison : comparisons) {
      rivals.add(comparison.json(value));
      worst =
          worst == null || comparison.standing(value) < worst.standing(value) ? comparison : worst;
    }
    if (worst != null) {
      worst.json(value).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
    } else {
      List.of("rival", "ratio", "aim").forEach(key -> line.add(key, JsonNull.INSTANCE));
    }
    line.add("met", met());
    more.entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
    line.add("rivals", rivals);
    return line;
  }

  private JsonElement met() {
    boolean open = comparisons.isEmpty();
    for (Comparison comparison : comparisons) {
      Boolean met = comparison.met(value);
      if (met == null) {
        open = true;
      } else if (!met) {
        return new JsonPrimitive(false);
      }
    }
    return open ? JsonNull.INSTANCE : new JsonPrimitive(true);
  }

  static JsonElement rounded(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return JsonNull.INSTANCE;
    }
    double digits = Math.abs(number) >= 100 ? 1 : 1_000;
    double rounded = Math.round(number * digits) / digits;
    return rounded == Math.rint(rounded)
        ? new JsonPrimitive((long) rounded)
        : new JsonPrimitive(rounded);
  }
}
