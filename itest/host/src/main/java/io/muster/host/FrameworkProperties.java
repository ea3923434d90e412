package io.muster.host;

import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Constants;

/** What the framework and the bundles of Felix are told at the start. */
final class FrameworkProperties {
  private final Map<String, String> values = new HashMap<>();

  FrameworkProperties(DataDirectory directory) {
    values.put("muster.data", directory.data().toString());
    values.put(Constants.FRAMEWORK_STORAGE, directory.cache().toString());
    values.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    values.put(
        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(EmbeddedBundles.LEVEL_SHELL));
    values.put("felix.log.level", "1");
    values.put("gosh.args", "--nointeractive");
    log(directory);
    deployment(directory);
    http(0);
  }

  private void log(DataDirectory directory) {
    values.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
    values.put("org.ops4j.pax.logging.StaticLogbackFile", directory.logback().toString());
    values.put("org.ops4j.pax.logging.eventAdminEnabled", "false");
    // The last entries would keep the exceptions, and with them the classes, of replaced bundles.
    values.put("org.ops4j.pax.logging.logReaderEnabled", "false");
  }

  private void deployment(DataDirectory directory) {
    values.put("felix.fileinstall.dir", directory.bundles() + "," + directory.etc());
    values.put("felix.fileinstall.tmpdir", directory.cache().resolve("deploy").toString());
    values.put("felix.fileinstall.noInitialDelay", "true");
    values.put("felix.fileinstall.poll", "500");
    values.put("felix.fileinstall.start.level", String.valueOf(EmbeddedBundles.LEVEL_DEPLOYED));
    values.put("felix.fileinstall.enableConfigSave", "false");
    values.put("felix.fileinstall.log.level", "2");
  }

  /** Loopback only: who wants more says so in the configuration of PID org.apache.felix.http. */
  FrameworkProperties http(int port) {
    values.put("org.apache.felix.http.host", "127.0.0.1");
    values.put("org.osgi.service.http.port", String.valueOf(port));
    return this;
  }

  /**
   * Lets every path through to the hub, which reads it as it was sent: npm clients send signs bare
   * that Jetty would refuse. For a process that serves nothing else.
   */
  FrameworkProperties anyPath() {
    values.put("org.eclipse.jetty.UriComplianceMode", "UNSAFE");
    return this;
  }

  /** A shell on standard input; its end stops the framework. */
  FrameworkProperties shell() {
    values.put("gosh.args", "");
    return this;
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }
}
