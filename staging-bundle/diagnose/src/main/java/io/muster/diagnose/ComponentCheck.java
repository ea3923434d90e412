package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Components that do not run, and the first cause of it. */
final class ComponentCheck implements Check {
  private static final String OURS = "io.muster";

  private final Services services;

  ComponentCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return "components";
  }

  @Override
  public List<Finding> find() {
    List<List<Finding>> found =
        services.each(ServiceComponentRuntime.class, ComponentCheck::findings);
    if (found.isEmpty()) {
      return List.of(
          new Finding(
              Severity.ERROR,
              area(),
              "No component runs",
              "There is no service ServiceComponentRuntime: Declarative Services are not active",
              "put org.apache.felix.scr into the directory bundles/ of the node"));
    }
    return found.get(0);
  }

  static List<Finding> findings(ServiceComponentRuntime runtime) {
    return new Walk(runtime).findings();
  }

  /** One look at all components. */
  private static final class Walk {
    private final ServiceComponentRuntime runtime;
    private final Collection<ComponentDescriptionDTO> all;

    Walk(ServiceComponentRuntime runtime) {
      this.runtime = runtime;
      this.all = runtime.getComponentDescriptionDTOs();
    }

    List<Finding> findings() {
      List<Finding> findings = new ArrayList<>();
      for (ComponentDescriptionDTO component : all) {
        if (concernsUs(component)) {
          findings.addAll(of(component));
        }
      }
      return findings;
    }

    /** Ours, and those that use something of ours. */
    private static boolean concernsUs(ComponentDescriptionDTO component) {
      return component.bundle.symbolicName.startsWith(OURS)
          || Arrays.stream(component.references).anyMatch(r -> r.interfaceName.startsWith(OURS))
          || Arrays.stream(component.serviceInterfaces).anyMatch(s -> s.startsWith(OURS));
    }

    private List<Finding> of(ComponentDescriptionDTO component) {
      if (!runtime.isComponentEnabled(component)) {
        return List.of();
      }
      Collection<ComponentConfigurationDTO> instances =
          runtime.getComponentConfigurationDTOs(component);
      if (instances.isEmpty() && component.configurationPolicy.equals("require")) {
        return List.of(waiting(component));
      }
      return instances.stream().flatMap(i -> of(component, i).stream()).toList();
    }

    private List<Finding> of(
        ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
      return switch (instance.state) {
        case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> List.of(waiting(component));
        case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
            Arrays.stream(instance.unsatisfiedReferences)
                .map(reference -> lacking(component, reference))
                .toList();
        case ComponentConfigurationDTO.FAILED_ACTIVATION -> List.of(failed(component, instance));
        default -> List.of();
      };
    }

    private static Finding waiting(ComponentDescriptionDTO component) {
      String pid = component.configurationPid[0];
      return new Finding(
          Severity.INFO,
          "components",
          name(component) + " waits for a configuration of PID " + pid,
          "",
          "muster start --data DIR --set "
              + pid
              + "/KEY=VALUE; the README of its bundle names the keys");
    }

    private static Finding failed(
        ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
      String failure = String.valueOf(instance.failure).lines().findFirst().orElse("");
      return new Finding(
          Severity.ERROR,
          "components",
          name(component) + " failed to start",
          failure,
          "mend the cause, then: scr:enable " + component.name);
    }

    private Finding lacking(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO reference) {
      String type =
          Arrays.stream(component.references)
              .filter(r -> r.name.equals(reference.name))
              .map(r -> r.interfaceName)
              .findFirst()
              .orElse(reference.name);
      return new Finding(
          Severity.ERROR,
          "components",
          name(component) + " does not run",
          "It needs a service "
              + shown(type, reference.target)
              + "; "
              + cause(type, new HashSet<>()),
          "mend the first cause; the component starts by itself then");
    }

    private static String shown(String type, String target) {
      return target == null ? type : type + " with " + target;
    }

    /** Follows who would provide a service to the one that cannot. */
    private String cause(String type, Set<String> seen) {
      if (!seen.add(type)) {
        return "which needs itself in a circle";
      }
      for (ComponentDescriptionDTO component : all) {
        if (Arrays.asList(component.serviceInterfaces).contains(type)) {
          return causeIn(component, seen);
        }
      }
      return "no component that is installed provides it";
    }

    private String causeIn(ComponentDescriptionDTO component, Set<String> seen) {
      String who = name(component.bundle) + " would provide it, but ";
      if (!runtime.isComponentEnabled(component)) {
        return who + component.name + " is disabled";
      }
      for (ComponentConfigurationDTO instance : runtime.getComponentConfigurationDTOs(component)) {
        if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          return who
              + "failed to start: "
              + String.valueOf(instance.failure).lines().findFirst().orElse("");
        }
        if (instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
          String next = type(component, instance.unsatisfiedReferences[0].name);
          return who + "itself needs " + next + "; " + cause(next, seen);
        }
        if (instance.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
          return "another target is asked for than " + component.name + " has";
        }
      }
      return who + "waits for a configuration of PID " + component.configurationPid[0];
    }

    private static String type(ComponentDescriptionDTO component, String reference) {
      for (ReferenceDTO candidate : component.references) {
        if (candidate.name.equals(reference)) {
          return candidate.interfaceName;
        }
      }
      return reference;
    }

    private static String name(ComponentDescriptionDTO component) {
      return component.name;
    }

    private static String name(BundleDTO bundle) {
      return bundle.symbolicName;
    }
  }
}
