package io.muster.settings;

/**
 * One thing that is wrong with a configuration.
 *
 * @param severity {@link Severity#ERROR} if the component does not start because of it
 * @param pid the PID, with its factory name if it has one
 * @param key the key
 * @param seen the value as it was found, shortened; empty for a missing key and for secrets
 * @param message what is wrong and what is allowed, one sentence
 * @param used what is used instead, or empty if nothing is
 */
public record SettingsProblem(
    Severity severity, String pid, String key, String seen, String message, String used) {
  /** How bad it is. */
  public enum Severity {
    /** The value is ignored, a default is used. */
    WARN,
    /** There is no safe default: the component does not start. */
    ERROR
  }

  /** One line for the log: PID, key, value, what is allowed and what is used. */
  @Override
  public String toString() {
    return pid
        + ": "
        + key
        + (seen.isEmpty() ? "" : "=" + seen)
        + ": "
        + message
        + (used.isEmpty() ? "" : "; using " + used);
  }
}
