package io.muster.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.BundleActivator;

/** Makes a bundle of the test classes of one package. */
record BundleJar(byte[] bytes) {
  private static final Path CLASSES = Path.of("target/test-classes");

  static BundleJar of(Class<? extends BundleActivator> activator, String imports)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", activator.getName());
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Bundle-Activator", activator.getName());
    main.putValue("Import-Package", imports);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Path file : classes(activator.getPackageName())) {
        jar.putNextEntry(new JarEntry(CLASSES.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
    return new BundleJar(bytes.toByteArray());
  }

  private static List<Path> classes(String packageName) throws IOException {
    Path folder = CLASSES.resolve(packageName.replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
