package io.muster.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle that imports a package nobody has. */
final class BrokenBundle {
  private BrokenBundle() {}

  static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "broken");
    main.putValue("Import-Package", "no.such.pack");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }
}
