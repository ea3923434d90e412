package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Configurations that nobody reads: a PID with a typo. */
final class ConfigurationCheck implements Check {
  private static final String OURS = "io.muster";
  private static final int TYPO = 3;

  private final Services services;

  ConfigurationCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return "pids";
  }

  @Override
  public List<Finding> find() {
    Set<String> read = read();
    List<Finding> findings = new ArrayList<>();
    for (String pid :
        services.each(ConfigurationAdmin.class, ConfigurationCheck::pids).stream()
            .flatMap(List::stream)
            .toList()) {
      String base = pid.contains("~") ? pid.substring(0, pid.indexOf('~')) : pid;
      Optional<String> nearest = nearest(base, read);
      if (!read.contains(base) && (base.startsWith(OURS) || nearest.isPresent())) {
        findings.add(unread(pid, base, nearest));
      }
    }
    return findings;
  }

  private Finding unread(String pid, String base, Optional<String> nearest) {
    return new Finding(
        Severity.WARN,
        area(),
        "Nobody reads the configuration " + pid,
        nearest.map(n -> "Did you mean " + n + "?").orElse("No bundle that runs knows this PID"),
        nearest
            .map(n -> "rename the file " + pid + " in etc/ to " + pid.replace(base, n))
            .orElse("remove the file " + pid + " from etc/, or install the bundle that reads it"));
  }

  private Set<String> read() {
    Set<String> read = new TreeSet<>();
    services
        .each(ServiceComponentRuntime.class, ServiceComponentRuntime::getComponentDescriptionDTOs)
        .forEach(
            descriptions ->
                descriptions.forEach(d -> read.addAll(Arrays.asList(d.configurationPid))));
    for (String type : List.of("ManagedService", "ManagedServiceFactory")) {
      for (ServiceReference<?> reference : services.registered("org.osgi.service.cm." + type)) {
        Object pid = reference.getProperty("service.pid");
        read.addAll(
            pid instanceof String[] many ? Arrays.asList(many) : List.of(String.valueOf(pid)));
      }
    }
    return read;
  }

  private static List<String> pids(ConfigurationAdmin admin) {
    try {
      Configuration[] all = admin.listConfigurations(null);
      return all == null
          ? List.of()
          : Arrays.stream(all).map(Configuration::getPid).sorted().toList();
    } catch (IOException | InvalidSyntaxException e) {
      throw new IllegalStateException("The configurations cannot be listed: " + e, e);
    }
  }

  /** One of ours at most three letters away. */
  private static Optional<String> nearest(String pid, Set<String> read) {
    return read.stream()
        .filter(known -> known.startsWith(OURS) && !known.equals(pid))
        .filter(known -> distance(known, pid) <= TYPO)
        .min(java.util.Comparator.comparingInt(known -> distance(known, pid)));
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
