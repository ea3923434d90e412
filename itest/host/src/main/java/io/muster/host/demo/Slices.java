package io.muster.host.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of events in parts, so that some are still to come whenever a node is killed. */
record Slices(List<Path> files, long count) {
  /**
   * Cuts a file.
   *
   * @param whole the file, one event a line
   * @param count how many lines it has
   * @param parts into how many parts, as equal as they can be; 1 or more
   */
  static Slices of(Path whole, long count, int parts) throws IOException {
    List<Path> files = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(whole)) {
      long taken = 0;
      for (int part = 1; part <= parts; part++) {
        Path file = whole.resolveSibling("part-" + part + "-" + whole.getFileName());
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
          for (; taken < count * part / parts; taken++) {
            writer.write(lines.readLine());
            writer.newLine();
          }
        }
        files.add(file);
      }
    }
    return new Slices(List.copyOf(files), count);
  }

  /** How many events must have had their receipts when a share of one part is through. */
  double through(int part, double share) {
    return (part + share) * count / files.size();
  }
}
