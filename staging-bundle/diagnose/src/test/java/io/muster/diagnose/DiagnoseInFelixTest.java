package io.muster.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in real frameworks, from one in which nothing else runs to a whole node. */
class DiagnoseInFelixTest {
  @TempDir Path directory;

  private Map<String, String> properties() {
    return Map.of("muster.data", directory.resolve("data").toString());
  }

  @Test
  void frameworkAloneIsEnoughToSayWhatIsMissing() throws Exception {
    try (Node node = new Node(directory, properties()).with("io.muster.diagnose")) {
      String text = node.diagnose();
      assertTrue(text.contains("missing  identity"), text);
      assertTrue(text.contains("This node has no identity"), text);
      assertTrue(text.contains("could not be made"), text);
      assertTrue(node.diagnose("--json").startsWith("{\"services\":[{\"name\":\"identity\""));
    }
  }

  @Test
  void bundleThatLacksAPackageIsNamedWithThePackage() throws Exception {
    try (Node node = new Node(directory, properties()).with("io.muster.diagnose")) {
      node.install("io.muster.settings");
      node.install("test:lacking", lacking());
      String text = node.diagnose("bundles");
      assertTrue(text.contains("test.lacking 1.0.0 is not resolved"), text);
      assertTrue(text.contains("No bundle provides osgi.wiring.package"), text);
      assertTrue(text.contains("no.such.place"), text);
    }
  }

  private static InputStream lacking() throws Exception {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", "test.lacking");
    attributes.putValue("Bundle-Version", "1.0.0");
    attributes.putValue("Import-Package", "no.such.place,java.util");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private Node whole() throws Exception {
    return new Node(directory, properties())
        .withFelix()
        .with(
            "io.muster.diagnose",
            "io.muster.peer",
            "io.muster.settings",
            "io.muster.staging",
            "io.muster.hub",
            "io.muster.identity");
  }

  @Test
  void nodeSaysWhatRunsAndRemindsOfTheExport() throws Exception {
    try (Node node = whole()) {
      String key = (String) node.gogo("muster:whoami");
      assertEquals(44, key.length());
      String text = node.diagnose();
      assertTrue(text.contains("runs     identity   " + key), text);
      assertTrue(text.contains("was never exported"), text);
      assertTrue(text.contains("fix: muster:key-export FILE"), text);

      Path passphrase = Files.writeString(directory.resolve("pass"), "correct horse battery\n");
      Path export = directory.resolve("export");
      node.gogo("muster:key-export --passphrase-file " + passphrase + " " + export);
      assertFalse(node.diagnose().contains("never exported"), node.diagnose());
      assertEquals("{\"key\":\"" + key + "\"}", node.gogo("muster:whoami --json"));
    }
  }

  @Test
  void importReplacesTheIdentityServiceWhileTheNodeRuns() throws Exception {
    Path passphrase = Files.writeString(directory.resolve("pass"), "correct horse battery\n");
    Path export = directory.resolve("export");
    String first;
    try (Node node = whole()) {
      first = (String) node.gogo("muster:whoami");
      node.gogo("muster:key-export --passphrase-file " + passphrase + " " + export);
    }
    Files.move(directory.resolve("data"), directory.resolve("lost"));
    try (Node node = whole()) {
      assertFalse(first.equals(node.gogo("muster:whoami")), "the data was lost, and so the key");
      node.gogo("muster:key-import --replace --passphrase-file " + passphrase + " " + export);
      assertEquals(first, node.gogo("muster:whoami"));
      assertEquals(
          Boolean.TRUE,
          node.reference("io.muster.peer.Identity").getProperty("muster.identity.exported"));
    }
  }

  @Test
  void keyThatOthersCanReadIsNamedWithTheLineToPaste() throws Exception {
    Path key = directory.resolve("data/identity/key");
    try (Node node = whole()) {
      assertTrue(node.diagnose().contains("runs     identity"));
      assertTrue(Files.exists(key));
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    try (Node node = whole()) {
      String text = node.diagnose();
      assertTrue(text.contains("missing  identity"), text);
      assertTrue(text.contains("fix: chmod 600 " + key + "\n"), text);
    }
  }

  @Test
  void configurationWithATypoInItsPidOrKeyIsNamed() throws Exception {
    try (Node node = whole()) {
      configure(node, "io.muster.identty", "directory", "x");
      configure(node, "io.muster.nobody", "a", "b");
      configure(node, "org.example.other", "a", "b");
      String text = node.diagnose("pids");
      assertTrue(text.contains("Did you mean io.muster.identity?"), text);
      assertTrue(text.contains("Nobody reads the configuration io.muster.nobody"), text);
      assertFalse(text.contains("org.example"), text);
      configure(node, "io.muster.identity", "directry", "x");
      String settings = awaitDiagnosis(node, "did you mean 'directory'");
      assertTrue(settings.contains("io.muster.identity/directry=x"), settings);
    }
  }

  private static String awaitDiagnosis(Node node, String expected) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    String text = node.diagnose();
    while (!text.contains(expected)) {
      assertTrue(System.nanoTime() < deadline, text);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      text = node.diagnose();
    }
    return text;
  }

  private static void configure(Node node, String pid, String key, String value) throws Exception {
    Object configuration =
        node.call("org.osgi.service.cm.ConfigurationAdmin", "getConfiguration", pid, "?");
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(key, value);
    java.lang.reflect.Method update =
        configuration.getClass().getMethod("update", Dictionary.class);
    update.setAccessible(true);
    update.invoke(configuration, properties);
  }

  @Test
  void unknownAreaIsAnsweredWithTheUsage() throws Exception {
    try (Node node = new Node(directory, properties()).with("io.muster.diagnose")) {
      Throwable thrown = null;
      try {
        node.diagnose("nonsense");
      } catch (java.lang.reflect.InvocationTargetException e) {
        thrown = e.getCause();
      }
      assertTrue(thrown instanceof IllegalArgumentException);
      assertTrue(thrown.getMessage().contains("bundles, components"), thrown.getMessage());
    }
  }
}
