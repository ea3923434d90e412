package io.muster.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The bundles inside the host's own jar, and the order in which they start: the log first, so that
 * nobody speaks before it; configuration before those who are configured; the web server behind
 * those who serve, which wait for it anyway, so that stores are read while it starts; the shell
 * last, when all commands exist.
 */
final class EmbeddedBundles {
  static final int LEVEL_LOG = 1;
  static final int LEVEL_RUNTIME = 2;
  static final int LEVEL_CONFIGURATION = 3;
  static final int LEVEL_MUSTER = 4;
  static final int LEVEL_WEB = 5;
  static final int LEVEL_DEPLOYED = 6;
  static final int LEVEL_SHELL = 7;
  private static final String FOLDER = "export/host/";

  private final Path jar;
  private final Role role;

  /**
   * @param jar the host's jar
   * @param role decides which of them
   */
  EmbeddedBundles(Path jar, Role role) {
    this.jar = jar;
    this.role = role;
  }

  /** The jar that this class was loaded from. */
  static Path ownJar() throws IOException {
    try {
      Path jar =
          Path.of(
              EmbeddedBundles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!new File(jar.toString()).isFile()) {
        throw new IOException("the host runs from its jar only, not from " + jar);
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IOException("the host cannot find its own jar", e);
    }
  }

  List<Bundle> install(BundleContext context) throws IOException, BundleException {
    List<Bundle> installed = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(FOLDER) && name.endsWith(".jar")) {
          String bundle = name.substring(FOLDER.length());
          if (role.needs(bundle)) {
            installed.add(install(context, bundle, file.getInputStream(entry)));
          }
        }
      }
    }
    return installed;
  }

  private static Bundle install(BundleContext context, String name, InputStream content)
      throws IOException, BundleException {
    try (content) {
      Bundle bundle = context.installBundle("host:" + name, content);
      bundle.adapt(BundleStartLevel.class).setStartLevel(level(name));
      return bundle;
    }
  }

  static int level(String name) {
    if (name.startsWith("pax-logging-")) {
      return LEVEL_LOG;
    }
    if (name.startsWith("org.apache.felix.fileinstall-")) {
      return LEVEL_CONFIGURATION;
    }
    if (name.startsWith("org.apache.felix.gogo.shell-")) {
      return LEVEL_SHELL;
    }
    if (name.startsWith("org.apache.felix.http.jetty")) {
      return LEVEL_WEB;
    }
    return name.startsWith("io.muster.") ? LEVEL_MUSTER : LEVEL_RUNTIME;
  }
}
