package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The bench in a real framework: its entries outlive every way of redeploying its provider. */
class StagingIT {
  private static final String SERVICE = "io.muster.staging.Staging";
  private static final String READY = "(osgi.condition.id=io.muster.staging.ready)";
  private static final String ADDRESS = "net:192.0.2.7:8008";

  @TempDir Path directory;

  private static Bundle provider(TestNode node) {
    return node.musterBundles().stream()
        .filter(b -> b.getSymbolicName().equals("io.muster.staging.provider"))
        .findFirst()
        .orElseThrow();
  }

  /** The provider's classes are not those of the test's class path. */
  private static Object call(TestNode node, String method, Class<?>[] types, Object... arguments)
      throws Exception {
    Object staging = node.service(SERVICE, null);
    Class<?> api = staging.getClass().getClassLoader().loadClass(SERVICE);
    return api.getMethod(method, types).invoke(staging, arguments);
  }

  private static List<String> staged(TestNode node) throws Exception {
    return ((List<?>) call(node, "entries", new Class<?>[0]))
        .stream().map(String::valueOf).toList();
  }

  private static void stage(TestNode node, String address) throws Exception {
    call(node, "stage", new Class<?>[] {String.class, Map.class}, address, Map.of("n", 1));
  }

  private static void await(TestNode node) throws Exception {
    TestNode.await("a bench", () -> node.hasService(SERVICE, null));
    TestNode.await(
        "the condition", () -> node.hasService("org.osgi.service.condition.Condition", READY));
  }

  @Test
  void entriesOutliveAnUpdateANewBundleIdAndANewHost() throws Exception {
    List<String> before;
    try (TestNode node = new TestNode(directory.resolve("node"))) {
      node.start();
      await(node);
      stage(node, ADDRESS);
      before = staged(node);
      assertEquals(1, before.size());
      TestNode.update(provider(node));
      await(node);
      assertEquals(before, staged(node), "after an update in place");
      reinstall(node);
      await(node);
      assertEquals(before, staged(node), "under a new bundle id");
    }
    try (TestNode again = new TestNode(directory.resolve("node"))) {
      again.start();
      await(again);
      assertEquals(before, staged(again), "in a new host");
      assertTrue(!again.log().contains(" ERROR "), again.log());
    }
  }

  private static void reinstall(TestNode node) throws Exception {
    Bundle old = provider(node);
    String location = old.getLocation();
    old.uninstall();
    install(node, location);
    assertTrue(provider(node).getBundleId() > old.getBundleId());
  }

  private static void install(TestNode node, String location) throws Exception {
    try (InputStream in = URI.create(location).toURL().openStream()) {
      node.context().installBundle(location, in).start();
    } catch (BundleException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shellShowsWhoIsOnTheBench() throws Exception {
    try (TestNode node = new TestNode(directory.resolve("node"))) {
      node.start();
      await(node);
      stage(node, ADDRESS);
      String filter = "(&(osgi.command.scope=muster)(osgi.command.function=staged))";
      TestNode.await(
          "the command",
          () -> node.hasService("io.muster.staging.provider.StagedCommands", filter));
      Object commands = node.service("io.muster.staging.provider.StagedCommands", filter);
      Object json =
          commands
              .getClass()
              .getMethod("_main", String[].class)
              .invoke(commands, (Object) new String[] {"staged", "--json"});
      assertTrue(json.toString().startsWith("[{\"address\":\"" + ADDRESS + "\""), json::toString);
    }
  }
}
