package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path parent;

  @Test
  void aNewDirectoryIsItsOwnersAlone() throws IOException {
    DataDirectory directory = DataDirectory.open(parent.resolve("a/b"));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.root())));
    assertTrue(Files.isDirectory(directory.etc()));
    assertTrue(Files.isDirectory(directory.bundles()));
    assertTrue(Files.isDirectory(directory.data()));
    assertTrue(Files.isDirectory(directory.log()));
  }

  @Test
  void whatTheOperatorChangedInTheLogStays() throws IOException {
    DataDirectory directory = DataDirectory.open(parent);
    assertTrue(Files.readString(directory.logback()).contains("muster.log"));
    Files.writeString(directory.logback(), "<configuration/>");
    DataDirectory.open(parent);
    assertEquals("<configuration/>", Files.readString(directory.logback()));
  }
}
