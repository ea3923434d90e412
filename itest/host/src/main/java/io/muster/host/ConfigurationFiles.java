package io.muster.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes settings to the files of {@code etc} that File Install reads. A key that a file has is
 * replaced, its other lines stay, so that what an operator wrote there is kept.
 */
final class ConfigurationFiles {
  private final Path etc;

  ConfigurationFiles(Path etc) {
    this.etc = etc;
  }

  void apply(List<Setting> settings) throws IOException {
    for (Setting setting : settings) {
      apply(setting);
    }
  }

  private void apply(Setting setting) throws IOException {
    // File Install parts factory and name at the hyphen and makes the PID with the tilde of it
    String name = setting.pid().replaceFirst("~", "-");
    Path typed = etc.resolve(name + ".config");
    if (Files.exists(typed)) {
      throw new IOException(
          "--set cannot change " + typed + " (typed values); change the key there");
    }
    Path file = etc.resolve(name + ".cfg");
    List<String> lines = new ArrayList<>();
    if (Files.exists(file)) {
      lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    }
    lines.removeIf(line -> isLineOf(setting.key(), line));
    lines.add(setting.key() + " = " + escape(setting.value()));
    write(file, lines);
  }

  /** Through a second file, so that a crash leaves the old one or the new one. */
  private static void write(Path file, List<String> lines) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(fresh, lines, StandardCharsets.ISO_8859_1);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isLineOf(String key, String line) {
    String text = line.strip();
    return text.startsWith(key) && text.substring(key.length()).strip().startsWith("=");
  }

  /** The escapes of a properties file, and the one that makes File Install keep {@code ${x}}. */
  static String escape(String value) {
    StringBuilder text = new StringBuilder();
    value
        .replace("\\", "\\\\")
        .replace("${", "$\\\\{")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .chars()
        .forEach(c -> text.append(c < 0x7F ? (char) c : String.format("\\u%04x", c)));
    return value.startsWith(" ") ? "\\" + text : text.toString();
  }
}
