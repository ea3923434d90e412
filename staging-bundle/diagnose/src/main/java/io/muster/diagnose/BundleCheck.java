package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Bundles that are installed and do not run, and what they lack. */
final class BundleCheck implements Check {
  private final Services services;

  BundleCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return "bundles";
  }

  @Override
  public List<Finding> find() {
    List<Finding> findings = new ArrayList<>();
    for (Bundle bundle : services.bundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      boolean fragment =
          revision == null || (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
      if (bundle.getState() == Bundle.INSTALLED) {
        findings.add(unresolved(bundle, revision));
      } else if (bundle.getState() == Bundle.RESOLVED && !fragment) {
        findings.add(stopped(bundle));
      }
    }
    return findings;
  }

  private Finding unresolved(Bundle bundle, BundleRevision revision) {
    List<String> missing =
        revision == null
            ? List.of()
            : revision.getDeclaredRequirements(null).stream()
                .filter(BundleCheck::isMandatory)
                .filter(requirement -> !isProvided(requirement))
                .map(BundleCheck::shown)
                .toList();
    if (missing.isEmpty()) {
      return new Finding(
          Severity.ERROR,
          area(),
          name(bundle) + " is not resolved",
          "What it needs is there, or needs something itself; see the other bundles",
          "start " + bundle.getBundleId());
    }
    return new Finding(
        Severity.ERROR,
        area(),
        name(bundle) + " is not resolved",
        "No bundle provides " + String.join(", ", missing),
        "put a bundle that provides it into the directory bundles/ of the node");
  }

  private Finding stopped(Bundle bundle) {
    return new Finding(
        Severity.WARN,
        area(),
        name(bundle) + " is not started",
        "It was stopped, or its start failed; the log says which",
        "start " + bundle.getBundleId());
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    String effective = requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE);
    return (effective == null || effective.equals(Constants.EFFECTIVE_RESOLVE))
        && !Constants.RESOLUTION_OPTIONAL.equals(
            requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
        && !"dynamic".equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
  }

  private boolean isProvided(BundleRequirement requirement) {
    return Stream.of(services.bundles())
        .map(bundle -> bundle.adapt(BundleRevision.class))
        .filter(revision -> revision != null)
        .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
        .anyMatch(requirement::matches);
  }

  private static String shown(BundleRequirement requirement) {
    return requirement.getNamespace()
        + " "
        + requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
  }

  static String name(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion();
  }
}
