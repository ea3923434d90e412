package io.muster.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The hub that {@code itest/muster hub} starts: a process of its own, with Felix and all. */
class HubProcessIT {
  private static final String READY = "muster: hub ready at ";

  @TempDir Path directory;

  @Test
  void hubIsReadyWhenItSaysSoAndEndsCleanlyOnTerm() throws Exception {
    try (LineProcess hub = start("0")) {
      URI uri = ready(hub);
      try (OurClient one = new OurClient(uri, "app", "ch");
          OurClient two = new OurClient(uri, "app", "other")) {
        two.publish("ch", "{\"n\":1}");
        assertEquals("{\"n\":1}", one.message());
        assertEquals(0, hub.terminate());
        assertNotNull(one.end());
        assertNotNull(two.end());
      }
    }
  }

  @Test
  void portThatIsTakenIsAFailureThatNamesIt() throws Exception {
    try (LineProcess hub = start("0")) {
      int port = ready(hub).getPort();
      try (LineProcess second = start(String.valueOf(port))) {
        String line = second.await(text -> text.contains("port " + port));
        assertTrue(line.contains("--port"), line);
        assertNotEquals(0, second.status());
      }
    }
  }

  @Test
  @ExtendWith(NpmPackages.class)
  void npmClientsMeetAtTheHub() throws Exception {
    try (LineProcess hub = start("0")) {
      URI uri = ready(hub);
      try (NpmClient one = new NpmClient(uri);
          NpmClient two = new NpmClient(uri)) {
        one.subscribe("app", "a[1]");
        assertEquals("null", two.broadcast("app", "a[1]", "{\"n\":1}"));
        assertEquals("{\"n\":1}", one.message().toString());
      }
    }
  }

  private LineProcess start(String port) throws Exception {
    Path jar = Path.of(System.getProperty("muster.host.jar")).toAbsolutePath().normalize();
    assertTrue(Files.isRegularFile(jar), jar + " has not been built");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new LineProcess(
        directory,
        List.of(
            java, "-Xmx256m", "-XX:+UseSerialGC", "-jar", jar.toString(), "hub", "--port", port));
  }

  private static URI ready(LineProcess hub) throws Exception {
    return URI.create(hub.await(text -> text.startsWith(READY)).substring(READY.length()));
  }
}
