package io.muster.bench.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * What the processes run.
 *
 * @param host the runnable host, with all shipped bundles in it
 * @param bench the bundle that loads the nodes: the jar of this program
 */
public record Jars(Path host, Path bench) {
  /** System property: the path of the host's jar. */
  public static final String HOST = "muster.host.jar";

  /** System property: the path of this program's jar, if its classes are run from elsewhere. */
  public static final String BENCH = "muster.bench.jar";

  /** Finds both. */
  public static Jars find() {
    String bench = System.getProperty(BENCH);
    return new Jars(
        existing(Path.of(System.getProperty(HOST, "host.jar"))),
        existing(bench == null ? own() : Path.of(bench)));
  }

  private static Path existing(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + " is not there; build it, or name it with -D" + HOST + " or -D" + BENCH);
    }
    return jar.toAbsolutePath();
  }

  private static Path own() {
    try {
      return Path.of(Jars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of this program cannot be named", e);
    }
  }

  /**
   * Takes the bundles out of the host's jar.
   *
   * @param folder where to
   * @return a class path of this program, the framework and all bundles
   */
  String extract(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> path = new ArrayList<>(List.of(bench.toString(), host.toString()));
    try (JarFile file = new JarFile(host.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().startsWith("export/") && entry.getName().endsWith(".jar")) {
          Path jar = folder.resolve(Path.of(entry.getName()).getFileName().toString());
          Files.copy(file.getInputStream(entry), jar);
          path.add(jar.toString());
        }
      }
    }
    return String.join(File.pathSeparator, path);
  }
}
