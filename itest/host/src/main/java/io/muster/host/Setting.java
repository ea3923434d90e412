package io.muster.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code PID/key=value} of the command line.
 *
 * @param pid a PID, or a factory PID and a name with {@code ~} between
 * @param key the configuration key
 * @param value the text after the first {@code =}, unchanged
 */
record Setting(String pid, String key, String value) {
  private static final Pattern FORM =
      Pattern.compile("(\\w[\\w.-]*(?:~[\\w.-]+)?)/([^\\s=:#!]+)=(.*)", Pattern.DOTALL);

  static Setting parse(String text) throws UsageException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "--set wants PID/key=value, for instance io.muster.hub/max.peers=8, and got: " + text);
    }
    return new Setting(form.group(1), form.group(2), form.group(3));
  }
}
