package io.muster.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The command {@code muster:diagnose [--json] [AREA]}. Gogo calls the method by its name; nothing
 * of Gogo is imported.
 */
public final class DiagnoseCommands {
  private final Services services;
  private final UnaryOperator<String> properties;

  DiagnoseCommands(Services services) {
    this.services = services;
    this.properties = services::property;
  }

  /**
   * Says what runs, what is missing, and what to do.
   *
   * @param words {@code --json}, and an area to look at alone
   * @return a text, or one JSON document
   */
  public String diagnose(String[] words) {
    List<String> areas = new ArrayList<>(List.of(words));
    boolean json = areas.remove("--json");
    List<Check> checks = checks();
    List<String> known = checks.stream().map(Check::area).distinct().toList();
    if (areas.size() > 1 || !known.containsAll(areas)) {
      throw new IllegalArgumentException(
          "Usage: muster:diagnose [--json] [AREA], where AREA is one of "
              + String.join(", ", known));
    }
    Diagnosis all = Diagnosis.of(new Inventory(services).lines(), checks);
    Diagnosis asked = areas.isEmpty() ? all : all.only(Set.copyOf(areas));
    return json ? asked.toJson() : asked.toText();
  }

  private List<Check> checks() {
    return List.of(
        new BundleCheck(services),
        new ComponentCheck(services),
        new SettingsCheck(services),
        new ConfigurationCheck(services),
        new IdentityCheck(services),
        new EnvironmentCheck(properties, Runtime.version().feature()));
  }
}
