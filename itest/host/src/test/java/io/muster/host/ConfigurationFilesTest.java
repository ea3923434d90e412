package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFilesTest {
  @TempDir Path etc;

  private void apply(String key, String value) throws IOException {
    new ConfigurationFiles(etc).apply(List.of(new Setting("io.muster.x~a", key, value)));
  }

  private Properties read() throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        Files.newBufferedReader(etc.resolve("io.muster.x-a.cfg"), StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void everyValueIsReadBackAsItWasGiven() throws IOException {
    for (String value :
        List.of(
            "",
            "a",
            " lead",
            "trail ",
            "a\\b\\",
            "#!=:",
            "é\u20ac\ud83d\ude00",
            "1\n2\t3\r",
            "$x $")) {
      apply("k", value);
      assertEquals(value, read().getProperty("k"));
    }
  }

  @Test
  void aPlaceholderIsNotReplaced() {
    // File Install reads the properties file first and then takes the backslash as an escape
    assertEquals("$\\\\{user.home}", ConfigurationFiles.escape("${user.home}"));
  }

  @Test
  void otherLinesOfTheFileStay() throws IOException {
    Path file = etc.resolve("io.muster.x-a.cfg");
    Files.write(file, List.of("# mine", "kk = 1", "k = 2", "k.k = 3", "  k=4"));
    apply("k", "5");
    assertEquals(List.of("# mine", "kk = 1", "k.k = 3", "k = 5"), Files.readAllLines(file));
  }

  @Test
  void noSecondFileIsMadeForAPidWithATypedOne() throws IOException {
    Path typed = etc.resolve("io.muster.x-a.config");
    Files.writeString(typed, "k=I\"1\"");
    IOException refused = assertThrows(IOException.class, () -> apply("k", "2"));
    assertTrue(refused.getMessage().contains(typed.toString()), refused.getMessage());
    assertEquals("k=I\"1\"", Files.readString(typed));
  }

  @Test
  void nothingButTheFileIsLeftBehind() throws IOException {
    apply("k", "v");
    try (var files = Files.list(etc)) {
      assertEquals(List.of(etc.resolve("io.muster.x-a.cfg")), files.toList());
    }
  }
}
