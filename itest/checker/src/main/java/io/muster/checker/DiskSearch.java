package io.muster.checker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for bytes in every file below a folder, as a thief of the disk would. */
public final class DiskSearch {
  private static final int BLOCK = 1 << 20;

  private DiskSearch() {}

  /**
   * Finds the files that contain bytes.
   *
   * @param folder where to look, with everything below
   * @param wanted what to look for, at least one byte
   * @return the files
   * @throws IOException if a file cannot be read
   */
  public static List<Path> find(Path folder, byte[] wanted) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, wanted)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean contains(Path file, byte[] wanted) {
    byte[] window = new byte[BLOCK + wanted.length];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(window, kept, BLOCK); n > 0; n = in.read(window, kept, BLOCK)) {
        int filled = kept + n;
        if (indexOf(window, filled, wanted) >= 0) {
          return true;
        }
        kept = Math.min(wanted.length - 1, filled);
        System.arraycopy(window, filled - kept, window, 0, kept);
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int indexOf(byte[] window, int length, byte[] wanted) {
    for (int i = 0; i <= length - wanted.length; i++) {
      int j = 0;
      while (j < wanted.length && window[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return i;
      }
    }
    return -1;
  }
}
