package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What components found wrong when they read their configuration. */
final class SettingsCheck implements Check {
  private static final Pattern MEANT = Pattern.compile("did you mean '([^']+)'");

  private static final String AREA = "configuration";

  private final Services services;

  SettingsCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public List<Finding> find() {
    return services.each(SettingsReport.class, SettingsReport::problems).stream()
        .flatMap(List::stream)
        .map(SettingsCheck::finding)
        .toList();
  }

  static Finding finding(SettingsProblem problem) {
    boolean error = problem.severity() == SettingsProblem.Severity.ERROR;
    String seen = problem.seen().isEmpty() ? "" : "=" + problem.seen();
    String used = problem.used().isEmpty() ? "" : "; " + problem.used() + " is used instead";
    return new Finding(
        error ? Severity.ERROR : Severity.WARN,
        AREA,
        problem.pid() + "/" + problem.key() + seen,
        problem.message() + used,
        fix(problem));
  }

  /**
   * A message may end with a command to paste, as that of a key file with loose access does, or
   * name the key that was probably meant.
   */
  private static String fix(SettingsProblem problem) {
    int command = problem.message().lastIndexOf(": chmod ");
    if (command >= 0) {
      return problem.message().substring(command + 2);
    }
    String set = "muster start --data DIR --set " + problem.pid() + "/";
    Matcher meant = MEANT.matcher(problem.message());
    if (meant.find()) {
      return set + meant.group(1) + "=" + problem.seen() + forget(problem);
    }
    return problem.message().startsWith("unknown key")
        ? "remove " + problem.key() + " from etc/" + problem.pid() + ".cfg"
        : set + problem.key() + "=VALUE";
  }

  private static String forget(SettingsProblem problem) {
    return ", and remove " + problem.key() + " from etc/" + problem.pid() + ".cfg";
  }
}
