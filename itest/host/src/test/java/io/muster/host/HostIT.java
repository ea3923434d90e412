package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIT {
  private static final String CONFIGURATIONS =
      "each (servicereferences org.osgi.service.cm.ConfigurationAdmin null) "
          + "{ each ((service $it) listconfigurations null) { $it properties } }";

  @TempDir Path scratch;

  @Test
  void everyBundleIsActiveAndTheResultIsAloneOnStandardOutput() throws Exception {
    try (HostProcess host = start("--run", "echo done")) {
      assertEquals("done\n", host.out());
      assertEquals(0, host.exit(), host.err());
      assertTrue(host.err().matches("muster: ready in \\d+ ms, \\d+ bundles\n"), host.err());
    }
  }

  @Test
  void aSettingIsAConfigurationBeforeCommandsRun() throws Exception {
    try (HostProcess host =
        start(
            "--set",
            "x.y~z/k=a\\b ${user.home} é",
            "--set",
            "x.y~z/l=2",
            "--run",
            CONFIGURATIONS)) {
      String out = host.out();
      assertEquals(0, host.exit(), host.err());
      assertTrue(out.contains("k=a\\b ${user.home} "), out);
      assertTrue(out.contains("l=2"), out);
      assertTrue(out.contains("service.pid=x.y~z"), out);
      assertTrue(out.contains("service.factoryPid=x.y"), out);
    }
  }

  @Test
  void aCommandThatFailsIsNamedAndEndsTheRun() throws Exception {
    try (HostProcess host = start("--run", "nosuchcommand", "--run", "echo after")) {
      assertEquals("", host.out());
      assertEquals(1, host.exit());
      assertTrue(host.err().contains("'nosuchcommand' failed"), host.err());
    }
  }

  @Test
  void aWrongArgumentGetsTheUsageAndTwo() throws Exception {
    try (HostProcess host = HostProcess.start(scratch, "start", "--dta", "x")) {
      assertEquals(2, host.exit());
      assertTrue(
          host.err().startsWith("muster: unknown argument: --dta\nusage: muster"), host.err());
      assertEquals("", host.out());
    }
  }

  @Test
  void aNodeEndsCleanlyWhenItIsTold() throws Exception {
    try (HostProcess host = start()) {
      host.awaitLine("muster: ready in ");
      host.terminate();
      assertEquals(0, host.exit(), host.err());
      assertEquals("", host.err());
    }
  }

  @Test
  void aSecondNodeInTheSameDirectoryIsRefused() throws Exception {
    try (HostProcess first = start()) {
      first.awaitLine("muster: ready in ");
      try (HostProcess second = start("--run", "echo x")) {
        assertEquals(1, second.exit());
        assertTrue(second.err().contains("another node runs in"), second.err());
      }
      first.terminate();
      assertEquals(0, first.exit(), first.err());
    }
  }

  @Test
  void aBundleThatCannotResolveIsNamedWithWhatItMisses() throws Exception {
    Path data = scratch.resolve("node");
    BrokenBundle.write(Files.createDirectories(data.resolve("bundles")).resolve("broken.jar"));
    try (HostProcess host = start("--run", "echo up")) {
      assertEquals("up\n", host.out());
      assertEquals(0, host.exit());
      assertTrue(host.err().contains("broken is installed, not active"), host.err());
      assertTrue(host.err().contains("no.such.pack"), host.err());
      assertFalse(host.err().contains("\tat "), host.err());
    }
  }

  @Test
  void aHubTellsItsAddressAnswersThereAndEndsCleanly() throws Exception {
    try (HostProcess hub = HostProcess.start(scratch, "hub", "--port", "0")) {
      String line = hub.awaitLine("muster: hub ready at ");
      URI url = URI.create(line.substring(line.indexOf("http")));
      assertEquals("127.0.0.1", url.getHost());
      assertEquals(200, get(url));
      hub.terminate();
      assertEquals(0, hub.exit(), hub.err());
    }
  }

  @Test
  void aHubOnATakenPortSaysSo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HostProcess hub =
            HostProcess.start(scratch, "hub", "--port", String.valueOf(taken.getLocalPort()))) {
      assertEquals(1, hub.exit());
      assertTrue(hub.err().contains("port " + taken.getLocalPort() + " cannot be used"), hub.err());
    }
  }

  @Test
  void whoIsBlockedAndWhoWasStagedOutlivesTheHost() throws Exception {
    String stranger = "Mx0gJ9n2g4vMNswA4qoBRVYIhjA5VurAYLzJ3fr6HO0=";
    String friend = "0aWsmgFfrC73s0FnNjVRKhUR9B/jfREbJn8DnuxdT1g=";
    String address = "net:127.0.0.1:1~tls:" + friend;
    try (HostProcess host =
        start(
            "--run",
            "muster:block " + stranger + " sends spam",
            "--run",
            "muster:connect " + address)) {
      assertEquals(0, host.exit(), host.err());
    }
    try (HostProcess host =
        start("--run", "muster:peers --json", "--run", "muster:unblock " + stranger)) {
      String out = host.out();
      assertEquals(0, host.exit(), host.err());
      assertTrue(out.contains("{\"key\":\"" + stranger + "\",\"state\":\"BLOCKED\""), out);
      assertTrue(out.contains("sends spam"), out);
      assertTrue(out.contains(address), out);
      assertTrue(out.endsWith("Unblocked\n"), out);
    }
  }

  @Test
  void recordedBehaviourHoldsInsideTheContainer() throws Exception {
    Path files = Path.of("../conformance").toRealPath();
    try (HostProcess host = HostProcess.start(scratch, "conformance", files.toString())) {
      String out = host.out();
      assertEquals(0, host.exit(), out + host.err());
      assertTrue(out.matches("(?s).*\\d{3} passed, 0 failed, \\d+ skipped\n"), out);
    }
  }

  private static int get(URI url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private HostProcess start(String... more) throws Exception {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "start";
    arguments[1] = "--data";
    arguments[2] = scratch.resolve("node").toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return HostProcess.start(scratch, arguments);
  }
}
