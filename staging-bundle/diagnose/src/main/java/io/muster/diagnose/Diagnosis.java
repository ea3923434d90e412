package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The outcome of all checks.
 *
 * @param lines what runs
 * @param findings what is wrong, the worst first
 */
record Diagnosis(List<Inventory.Line> lines, List<Finding> findings) {
  /** Runs the checks; one that fails is a finding itself. Several checks may find one thing. */
  static Diagnosis of(List<Inventory.Line> lines, List<Check> checks) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks) {
      try {
        findings.addAll(check.find());
      } catch (LinkageError | RuntimeException e) {
        findings.add(unable(check, e));
      }
    }
    Set<String> commands = new HashSet<>();
    return new Diagnosis(
        lines,
        findings.stream()
            .filter(f -> !f.fix().startsWith("chmod ") || commands.add(f.fix()))
            .distinct()
            .sorted(Comparator.comparing(Finding::severity))
            .toList());
  }

  private static Finding unable(Check check, Throwable e) {
    return new Finding(
        Severity.WARN,
        check.area(),
        "The check of " + check.area() + " could not be made",
        e.toString(),
        "install the bundles whose packages it names");
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    for (Inventory.Line line : lines) {
      text.append(line.running() ? "  runs     " : "  missing  ");
      text.append(String.format("%-11s", line.name())).append(line.detail().strip()).append('\n');
    }
    int number = 1;
    for (Finding finding : findings) {
      text.append(String.format("%d %-5s %s\n", number++, finding.severity(), finding.what()));
      append(text, "        ", finding.why());
      append(text, "        fix: ", finding.fix());
    }
    return text.append(summary()).toString();
  }

  private static void append(StringBuilder text, String indent, String line) {
    if (!line.isEmpty()) {
      text.append(indent).append(line).append('\n');
    }
  }

  private String summary() {
    if (findings.isEmpty()) {
      return "No problems found.";
    }
    return counted(Severity.ERROR, "error")
        + ", "
        + counted(Severity.WARN, "warning")
        + ", "
        + counted(Severity.INFO, "hint")
        + ".";
  }

  private String counted(Severity severity, String word) {
    long count = findings.stream().filter(f -> f.severity() == severity).count();
    return count + " " + word + (count == 1 ? "" : "s");
  }

  String toJson() {
    String services =
        lines.stream()
            .map(
                line ->
                    "{\"name\":"
                        + quoted(line.name())
                        + ",\"running\":"
                        + line.running()
                        + ",\"detail\":"
                        + quoted(line.detail())
                        + "}")
            .collect(Collectors.joining(","));
    String problems = findings.stream().map(Diagnosis::toJson).collect(Collectors.joining(","));
    return "{\"services\":[" + services + "],\"problems\":[" + problems + "]}";
  }

  private static String toJson(Finding finding) {
    return "{\"severity\":"
        + quoted(finding.severity().name())
        + ",\"area\":"
        + quoted(finding.area())
        + ",\"what\":"
        + quoted(finding.what())
        + ",\"why\":"
        + quoted(finding.why())
        + ",\"fix\":"
        + quoted(finding.fix())
        + "}";
  }

  /** A JSON string (RFC 8259, section 7). */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Only what concerns some areas. */
  Diagnosis only(Set<String> areas) {
    return new Diagnosis(lines, findings.stream().filter(f -> areas.contains(f.area())).toList());
  }
}
