package io.muster.bench.crowd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shipped bundles without their classes: those are loaded once, from the class path, and every
 * framework's system bundle exports them. So the compiler does its work once for all users, as it
 * does in a process that has one.
 */
final class SharedBundles {
  private static final Pattern VERSION = Pattern.compile(";version=\"?([0-9A-Za-z.]+)");
  private static final String FOLDER = "export/host/";
  private static final List<String> WHOLE =
      List.of(
          "org.apache.felix.scr-",
          "org.apache.felix.configadmin-",
          "org.osgi.service.component-",
          "org.osgi.util.promise-",
          "org.osgi.util.function-");
  private static final List<String> SHARED =
      List.of(
          "io.muster.identity-",
          "io.muster.staging.provider-",
          "io.muster.hub.provider-",
          "io.muster.hub.signalhub-",
          "io.muster.hub.tls-",
          "io.muster.events.provider-",
          "io.muster.events.file-");

  private final Map<String, byte[]> bundles = new LinkedHashMap<>();
  private final TreeSet<String> exported = new TreeSet<>();

  private SharedBundles() {}

  static SharedBundles of(Path host) throws IOException {
    SharedBundles all = new SharedBundles();
    try (JarFile file = new JarFile(host.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".jar")) {
          all.add(entry.getName().substring(FOLDER.length()), file.getInputStream(entry));
        }
      }
    }
    return all;
  }

  private void add(String name, InputStream content) throws IOException {
    try (content) {
      byte[] bytes = content.readAllBytes();
      if (starts(name, WHOLE)) {
        bundles.put(name, bytes);
        // this program calls Configuration Admin: both have to mean the same class
        if (name.startsWith("org.apache.felix.configadmin-")) {
          export(bytes);
        }
      } else if (starts(name, SHARED)) {
        bundles.put(name, withoutClasses(bytes));
      } else {
        export(bytes);
      }
    }
  }

  private static boolean starts(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }

  private void export(byte[] jar) throws IOException {
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
      String header = in.getManifest().getMainAttributes().getValue("Export-Package");
      if (header != null) {
        exported.addAll(clauses(header));
      }
    }
  }

  /** The clauses of a header: name and version, without directives. */
  private static List<String> clauses(String header) {
    List<String> clauses = new ArrayList<>();
    for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      Matcher version = VERSION.matcher(clause);
      String name = clause.split(";")[0].strip();
      clauses.add(version.find() ? name + ";version=" + version.group(1) : name);
    }
    return clauses;
  }

  private byte[] withoutClasses(byte[] jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar));
        JarOutputStream out = new JarOutputStream(bytes, importing(in.getManifest()))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!entry.isDirectory() && !entry.getName().endsWith(".class")) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    }
    return bytes.toByteArray();
  }

  private Manifest importing(Manifest whole) {
    Attributes from = whole.getMainAttributes();
    List<String> own = clauses(from.getValue("Private-Package"));
    exported.addAll(own);
    Manifest manifest = new Manifest();
    Attributes to = manifest.getMainAttributes();
    to.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    for (String kept : List.of("Bundle-ManifestVersion", "Bundle-SymbolicName", "Bundle-Version")) {
      to.putValue(kept, from.getValue(kept));
    }
    to.putValue("Service-Component", from.getValue("Service-Component"));
    to.putValue("Import-Package", String.join(",", own));
    to.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"");
    return manifest;
  }

  /** Returns the bundles to install, by name. */
  Map<String, byte[]> bundles() {
    return bundles;
  }

  /** Returns what the system bundle exports beside the JDK's and its own packages. */
  String exports() {
    return String.join(",", exported);
  }
}
