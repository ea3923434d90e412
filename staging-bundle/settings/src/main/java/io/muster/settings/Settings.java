package io.muster.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the properties of one component, collecting every problem. Each read names the key, its
 * default and its range; {@link #report} adds the keys that nobody asked for. A value out of range
 * is not moved to the nearest bound: the default is used and the problem is named. Values may have
 * the declared type or be texts, as configuration files give them.
 */
public final class Settings {
  private static final List<String> FOREIGN_PREFIXES =
      List.of("service.", "component.", "felix.", "osgi.", "objectClass", "muster.", ":", ".");
  private static final int SHOWN = 120;

  private final String pid;
  private final Map<String, Object> properties;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<SettingsProblem> problems = new ArrayList<>();

  private Settings(String pid, Map<String, ?> properties) {
    this.pid = pid;
    this.properties = new TreeMap<>(properties);
  }

  /**
   * Begins to read.
   *
   * @param pid the PID to name in problems; the value of {@code service.pid} is used instead if the
   *     properties have one
   * @param properties the component's properties, copied
   * @return the reader
   */
  public static Settings of(String pid, Map<String, ?> properties) {
    Object configured = properties.get("service.pid");
    return new Settings(configured instanceof String name ? name : pid, properties);
  }

  /**
   * Reads a whole number.
   *
   * @param key the key; its last part names the unit
   * @param ifAbsent used if the key is absent, or present with a value that does not fit
   * @param min smallest allowed value
   * @param max largest allowed value
   * @return the value
   */
  public long number(String key, long ifAbsent, long min, long max) {
    Function<String, Long> parser =
        text -> {
          long value = Long.parseLong(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException();
          }
          return value;
        };
    return parsed(key, ifAbsent, "a whole number from " + min + " to " + max, parser);
  }

  /**
   * Reads a whole number that fits an int.
   *
   * @param key the key; its last part names the unit
   * @param ifAbsent used if the key is absent, or present with a value that does not fit
   * @param min smallest allowed value
   * @param max largest allowed value
   * @return the value
   */
  public int integer(String key, int ifAbsent, int min, int max) {
    return (int) number(key, ifAbsent, min, max);
  }

  /**
   * Reads a duration given in whole seconds under a key that ends in {@code .s}, or in whole
   * milliseconds under a key that ends in {@code .ms}.
   *
   * @param key the key
   * @param ifAbsent used if the key is absent, or present with a value that does not fit
   * @param min shortest allowed
   * @param max longest allowed
   * @return the duration
   * @throws IllegalArgumentException if the key ends in neither
   */
  public Duration duration(String key, Duration ifAbsent, Duration min, Duration max) {
    if (key.endsWith(".ms")) {
      return Duration.ofMillis(number(key, ifAbsent.toMillis(), min.toMillis(), max.toMillis()));
    }
    if (key.endsWith(".s")) {
      return Duration.ofSeconds(
          number(key, ifAbsent.toSeconds(), min.toSeconds(), max.toSeconds()));
    }
    throw new IllegalArgumentException("A duration's key ends in .s or .ms, not " + key);
  }

  /**
   * Reads {@code true} or {@code false}.
   *
   * @param key the key
   * @param ifAbsent used if the key is absent, or present with another value
   * @return the value
   */
  public boolean flag(String key, boolean ifAbsent) {
    return parsed(
        key,
        ifAbsent,
        "true or false",
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException();
          }
          return text.equals("true");
        });
  }

  /**
   * Reads a text.
   *
   * @param key the key
   * @param ifAbsent used if the key is absent
   * @return the value, perhaps empty
   */
  public String text(String key, String ifAbsent) {
    return parsed(key, ifAbsent, "a text", Function.identity());
  }

  /**
   * Reads a list of texts: an array, a collection, or one text with commas between the items.
   *
   * @param key the key
   * @param ifAbsent used if the key is absent
   * @return the items without surrounding white space, empty items left out
   */
  public List<String> texts(String key, List<String> ifAbsent) {
    known.add(key);
    Object value = properties.get(key);
    if (value == null) {
      return List.copyOf(ifAbsent);
    }
    Collection<?> items =
        value instanceof Collection<?> collection
            ? collection
            : value instanceof Object[] array
                ? Arrays.asList(array)
                : Arrays.asList(value.toString().split(",", -1));
    return items.stream().map(i -> i.toString().strip()).filter(i -> !i.isEmpty()).toList();
  }

  /**
   * Reads a value by a parser of the caller's.
   *
   * @param <T> the type
   * @param key the key
   * @param ifAbsent used if the key is absent, or present with a value that the parser refuses
   * @param expected what is allowed, to complete the sentence "expected …"
   * @param parser throws {@link IllegalArgumentException} to refuse
   * @return the value
   */
  public <T> T parsed(String key, T ifAbsent, String expected, Function<String, T> parser) {
    return read(key, expected, parser, SettingsProblem.Severity.WARN, String.valueOf(ifAbsent))
        .orElse(ifAbsent);
  }

  /**
   * Reads a value without which the component cannot start; a missing or refused one is an error.
   *
   * @param <T> the type
   * @param key the key
   * @param expected what is allowed, to complete the sentence "expected …"
   * @param parser throws {@link IllegalArgumentException} to refuse
   * @return the value, or empty if the component must not start
   */
  public <T> Optional<T> required(String key, String expected, Function<String, T> parser) {
    if (properties.get(key) == null) {
      known.add(key);
      problem(SettingsProblem.Severity.ERROR, key, "", "is required: expected " + expected, "");
      return Optional.empty();
    }
    return read(key, expected, parser, SettingsProblem.Severity.ERROR, "");
  }

  /**
   * Names a key that is read elsewhere, so that it is not reported as unknown.
   *
   * @param key the key
   * @return this
   */
  public Settings alsoKnown(String key) {
    known.add(key);
    return this;
  }

  /**
   * Adds a problem that concerns several keys or the outside world.
   *
   * @param severity how bad it is
   * @param key the key to name
   * @param message what is wrong and what is allowed
   */
  public void add(SettingsProblem.Severity severity, String key, String message) {
    known.add(key);
    problem(severity, key, shown(key, properties.get(key)), message, "");
  }

  /**
   * Ends the reading: adds a problem for each key that was never asked for and returns them all.
   *
   * @return an immutable report
   */
  public SettingsReport report() {
    List<SettingsProblem> all = new ArrayList<>(problems);
    for (Map.Entry<String, Object> property : properties.entrySet()) {
      if (!known.contains(property.getKey()) && !foreign(property.getKey())) {
        all.add(unknown(property.getKey(), property.getValue()));
      }
    }
    return new Report(pid, List.copyOf(all));
  }

  /**
   * Says whether the component may start.
   *
   * @return false if a problem so far is an error
   */
  public boolean isUsable() {
    return problems.stream().noneMatch(p -> p.severity() == SettingsProblem.Severity.ERROR);
  }

  private <T> Optional<T> read(
      String key,
      String expected,
      Function<String, T> parser,
      SettingsProblem.Severity severity,
      String instead) {
    known.add(key);
    Object value = properties.get(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(single(value).toString().strip()));
    } catch (IllegalArgumentException e) {
      String reason =
          e.getMessage() == null || e instanceof NumberFormatException
              ? ""
              : " (" + e.getMessage() + ")";
      problem(severity, key, shown(key, value), "expected " + expected + reason, instead);
      return Optional.empty();
    }
  }

  /** The only item of a list with one; configuration files often give a list. */
  private static Object single(Object value) {
    Object[] items =
        value instanceof Object[] array
            ? array
            : value instanceof Collection<?> collection ? collection.toArray() : null;
    if (items != null && items.length != 1) {
      throw new IllegalArgumentException("it is a list of " + items.length);
    }
    return items == null ? value : items[0];
  }

  private void problem(
      SettingsProblem.Severity severity, String key, String seen, String message, String used) {
    problems.add(new SettingsProblem(severity, pid, key, seen, message, used));
  }

  private SettingsProblem unknown(String key, Object value) {
    String nearest =
        NearestKey.of(key, known)
            .map(k -> "unknown key, did you mean '" + k + "'? It is ignored")
            .orElse("unknown key, it is ignored; known are " + String.join(", ", known));
    return new SettingsProblem(
        SettingsProblem.Severity.WARN, pid, key, shown(key, value), nearest, "");
  }

  private static boolean foreign(String key) {
    return FOREIGN_PREFIXES.stream().anyMatch(key::startsWith);
  }

  /** Nothing for an absent value, and nothing of a secret, whose key begins with a dot. */
  private static String shown(String key, Object value) {
    if (value == null || key.startsWith(".")) {
      return "";
    }
    String text = value instanceof Object[] array ? Arrays.toString(array) : value.toString();
    text = text.replaceAll("\\p{Cntrl}", "?");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private record Report(String pid, List<SettingsProblem> problems) implements SettingsReport {}
}
