package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import java.util.List;

/** What components found wrong when they read their configuration. */
final class SettingsCheck implements Check {
  private final Services services;

  SettingsCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return "configuration";
  }

  @Override
  public List<Finding> find() {
    return services.each(SettingsReport.class, SettingsReport::problems).stream()
        .flatMap(List::stream)
        .map(this::finding)
        .toList();
  }

  private Finding finding(SettingsProblem problem) {
    boolean error = problem.severity() == SettingsProblem.Severity.ERROR;
    String seen = problem.seen().isEmpty() ? "" : "=" + problem.seen();
    String used = problem.used().isEmpty() ? "" : "; " + problem.used() + " is used instead";
    return new Finding(
        error ? Severity.ERROR : Severity.WARN,
        area(),
        problem.pid() + "/" + problem.key() + seen,
        problem.message() + used,
        fix(problem));
  }

  /** A message may end with a command to paste, as that of a key file with loose access does. */
  private static String fix(SettingsProblem problem) {
    int command = problem.message().lastIndexOf(": chmod ");
    return command >= 0
        ? problem.message().substring(command + 2)
        : "muster start --data DIR --set " + problem.pid() + "/" + problem.key() + "=VALUE";
  }
}
