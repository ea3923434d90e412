package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.util.List;
import org.osgi.framework.ServiceReference;

/** Whether the node has a key, and whether a copy of it exists. */
final class IdentityCheck implements Check {
  private final Services services;

  IdentityCheck(Services services) {
    this.services = services;
  }

  @Override
  public String area() {
    return "identity";
  }

  @Override
  public List<Finding> find() {
    List<ServiceReference<?>> identities = services.registered("io.muster.peer.Identity");
    if (identities.isEmpty()) {
      return List.of(
          new Finding(
              Severity.ERROR,
              area(),
              "This node has no identity",
              "Nothing can be connected or signed; the bundle io.muster.identity, or its key, is"
                  + " missing",
              "see what is said of io.muster.identity here, or: muster:key-import FILE"));
    }
    if (Boolean.FALSE.equals(identities.get(0).getProperty("muster.identity.exported"))) {
      return List.of(
          new Finding(
              Severity.WARN,
              area(),
              "The key of this node was never exported",
              "If this disk is lost, the key is lost, and with it every topic it serves",
              "muster:key-export FILE"));
    }
    return List.of();
  }
}
