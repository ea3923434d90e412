package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EmbeddedBundlesTest {

  @Test
  void theLogStartsFirstAndTheShellLast() {
    assertEquals(EmbeddedBundles.LEVEL_LOG, EmbeddedBundles.level("pax-logging-api-2.3.2.jar"));
    assertEquals(EmbeddedBundles.LEVEL_RUNTIME, EmbeddedBundles.level("gson-2.15.0.jar"));
    assertEquals(
        EmbeddedBundles.LEVEL_CONFIGURATION,
        EmbeddedBundles.level("org.apache.felix.fileinstall-3.7.4.jar"));
    assertEquals(
        EmbeddedBundles.LEVEL_MUSTER, EmbeddedBundles.level("io.muster.hub-0.1.0-SNAPSHOT.jar"));
    assertEquals(
        EmbeddedBundles.LEVEL_SHELL,
        EmbeddedBundles.level("org.apache.felix.gogo.shell-1.1.4.jar"));
    assertEquals(
        EmbeddedBundles.LEVEL_WEB,
        EmbeddedBundles.level("org.apache.felix.http.jetty12-1.1.8.jar"));
  }

  @Test
  void aHubAloneHasNothingOfANode() {
    assertTrue(Role.HUB.needs("io.muster.hub.signalhub.server-0.1.0-SNAPSHOT.jar"));
    assertTrue(Role.HUB.needs("io.muster.settings-0.1.0-SNAPSHOT.jar"));
    assertTrue(Role.HUB.needs("org.apache.felix.scr-2.2.18.jar"));
    assertFalse(Role.HUB.needs("io.muster.hub.signalhub-0.1.0-SNAPSHOT.jar"));
    assertFalse(Role.HUB.needs("io.muster.identity-0.1.0-SNAPSHOT.jar"));
  }

  @Test
  void onlyAConformanceRunHasItsRunner() {
    String runner = "io.muster.conformance-0.1.0-SNAPSHOT.jar";
    assertTrue(Role.CONFORMANCE.needs(runner));
    assertFalse(Role.NODE.needs(runner));
    assertFalse(Role.HUB.needs(runner));
  }
}
