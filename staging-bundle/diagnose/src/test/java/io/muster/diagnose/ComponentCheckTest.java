package io.muster.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.diagnose.Finding.Severity;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class ComponentCheckTest {
  private final Map<ComponentDescriptionDTO, List<ComponentConfigurationDTO>> components =
      new LinkedHashMap<>();

  private ComponentDescriptionDTO component(String bundle, String provides, String... needs) {
    ComponentDescriptionDTO component = new ComponentDescriptionDTO();
    component.bundle = new BundleDTO();
    component.bundle.symbolicName = bundle;
    component.name = bundle + ".Component";
    component.serviceInterfaces = provides == null ? new String[0] : new String[] {provides};
    component.configurationPolicy = "optional";
    component.configurationPid = new String[] {bundle};
    component.references = new ReferenceDTO[needs.length];
    for (int i = 0; i < needs.length; i++) {
      component.references[i] = new ReferenceDTO();
      component.references[i].name = "ref" + i;
      component.references[i].interfaceName = needs[i];
    }
    components.put(component, new ArrayList<>());
    return component;
  }

  private void state(ComponentDescriptionDTO component, int state, String... lacking) {
    ComponentConfigurationDTO instance = new ComponentConfigurationDTO();
    instance.state = state;
    instance.failure = "java.lang.IllegalStateException: no room\n\tat somewhere";
    instance.unsatisfiedReferences = new UnsatisfiedReferenceDTO[lacking.length];
    for (int i = 0; i < lacking.length; i++) {
      instance.unsatisfiedReferences[i] = new UnsatisfiedReferenceDTO();
      instance.unsatisfiedReferences[i].name = lacking[i];
    }
    components.get(component).add(instance);
  }

  private List<Finding> findings() {
    ServiceComponentRuntime runtime =
        (ServiceComponentRuntime)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getComponentDescriptionDTOs" -> components.keySet();
                      case "getComponentConfigurationDTOs" -> components.get(arguments[0]);
                      case "isComponentEnabled" -> true;
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return ComponentCheck.findings(runtime);
  }

  @Test
  void causeIsFollowedFromComponentToComponent() {
    ComponentDescriptionDTO top = component("io.muster.top", null, "a.Middle");
    ComponentDescriptionDTO middle = component("org.middle", "a.Middle", "a.Bottom");
    ComponentDescriptionDTO bottom = component("org.bottom", "a.Bottom");
    state(top, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    state(middle, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    state(bottom, ComponentConfigurationDTO.FAILED_ACTIVATION);
    List<Finding> findings = findings();
    assertEquals(1, findings.size(), "components of strangers are causes, not findings");
    assertEquals(
        "It needs a service a.Middle; org.middle would provide it, but itself needs a.Bottom;"
            + " org.bottom would provide it, but failed to start: java.lang.IllegalStateException:"
            + " no room",
        findings.get(0).why());
  }

  @Test
  void serviceThatNobodyProvidesIsSaidSo() {
    ComponentDescriptionDTO top = component("io.muster.top", null, "a.Missing");
    state(top, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    assertTrue(findings().get(0).why().endsWith("no component that is installed provides it"));
  }

  @Test
  void circleEnds() {
    ComponentDescriptionDTO one = component("io.muster.one", "a.One", "a.Two");
    ComponentDescriptionDTO two = component("io.muster.two", "a.Two", "a.One");
    state(one, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    state(two, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    assertTrue(findings().get(0).why().contains("in a circle"), findings().toString());
  }

  @Test
  void missingConfigurationIsAHintAndAFailureAnError() {
    ComponentDescriptionDTO waiting = component("io.muster.waiting", null);
    waiting.configurationPolicy = "require";
    ComponentDescriptionDTO failed = component("io.muster.failed", null);
    state(failed, ComponentConfigurationDTO.FAILED_ACTIVATION);
    ComponentDescriptionDTO well = component("io.muster.well", null);
    state(well, ComponentConfigurationDTO.ACTIVE);
    List<Finding> findings = findings();
    assertEquals(
        List.of(Severity.INFO, Severity.ERROR), findings.stream().map(Finding::severity).toList());
    assertTrue(findings.get(0).fix().contains("--set io.muster.waiting/"));
    assertEquals("java.lang.IllegalStateException: no room", findings.get(1).why());
  }

  @Test
  void userOfOurServicesConcernsUsToo() {
    ComponentDescriptionDTO user = component("org.example", null, "io.muster.events.EventServer");
    state(user, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    ComponentDescriptionDTO stranger = component("org.stranger", null, "a.Missing");
    state(stranger, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "ref0");
    assertEquals(1, findings().size());
  }
}
