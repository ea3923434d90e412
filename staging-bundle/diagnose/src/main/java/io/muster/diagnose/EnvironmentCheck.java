package io.muster.diagnose;

import io.muster.diagnose.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The disk, the modes of the key's files, default passwords, open ports and the JDK. */
final class EnvironmentCheck implements Check {
  private static final long SCARCE = 1L << 30;
  private static final long ALMOST_NONE = 100L << 20;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final UnaryOperator<String> properties;
  private final int javaVersion;
  private final List<Finding> findings = new ArrayList<>();

  EnvironmentCheck(UnaryOperator<String> properties, int javaVersion) {
    this.properties = properties;
    this.javaVersion = javaVersion;
  }

  @Override
  public String area() {
    return "environment";
  }

  @Override
  public List<Finding> find() {
    findings.clear();
    data();
    passwords();
    if (javaVersion < 17) {
      add(
          Severity.ERROR,
          "Java " + javaVersion,
          "Muster needs 17",
          "apt-get install openjdk-17-jdk");
    }
    return List.copyOf(findings);
  }

  private void data() {
    String data = properties.apply("muster.data");
    if (data == null) {
      add(
          Severity.WARN,
          "The framework property muster.data is not set",
          "Bundles do not know where to keep the node's data",
          "muster start --data DIR");
      return;
    }
    try {
      Path directory = Path.of(data);
      disk(directory);
      modes(directory.resolve("identity"));
    } catch (IOException | InvalidPathException e) {
      add(Severity.ERROR, data + " cannot be used", e.toString(), "muster start --data DIR");
    }
  }

  private void disk(Path directory) throws IOException {
    Path existing = directory.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    long free = existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
    if (free < SCARCE) {
      add(
          free < ALMOST_NONE ? Severity.ERROR : Severity.WARN,
          "The disk of " + directory + " has " + (free >> 20) + " MiB left",
          "Events are refused when it is full",
          "df -h " + directory);
    }
  }

  private void modes(Path identity) throws IOException {
    mode(identity, "700");
    mode(identity.resolve("key"), "600");
  }

  private void mode(Path path, String wanted) throws IOException {
    if (Files.exists(path)
        && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      if (!OWNERS.containsAll(mode)) {
        add(
            Severity.ERROR,
            path + " has mode " + PosixFilePermissions.toString(mode),
            "Others than its owner have access to the private key",
            "chmod " + wanted + " " + path);
      }
    }
  }

  private void passwords() {
    if ("admin".equals(properties.apply("felix.webconsole.password"))) {
      add(
          Severity.WARN,
          "The Web Console has its default password",
          "Everybody knows it",
          "set the framework property felix.webconsole.password");
    }
    String http = properties.apply("org.apache.felix.http.host");
    if ("0.0.0.0".equals(http)) {
      add(
          Severity.WARN,
          "HTTP listens at all addresses",
          "Whoever reaches this machine reaches the hub and the consoles",
          "set org.apache.felix.http.host=127.0.0.1, or put a proxy with TLS in front");
    }
  }

  private void add(Severity severity, String what, String why, String fix) {
    findings.add(new Finding(severity, area(), what, why, fix));
  }
}
