package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class TemporaryDirectoryTest {

  @Test
  void goesAwayWithAllThatIsInIt() throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create("muster-test");
    Files.createDirectories(directory.path().resolve("a/b"));
    Files.writeString(directory.path().resolve("a/b/c"), "d");
    directory.close();
    assertFalse(Files.exists(directory.path()));
    directory.close();
  }
}
