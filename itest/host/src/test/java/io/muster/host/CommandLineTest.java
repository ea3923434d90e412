package io.muster.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void startKeepsTheOrderOfSettingsAndCommands() throws UsageException {
    Command command =
        CommandLine.parse(
            List.of(
                "start",
                "--data",
                "d",
                "--run",
                "a",
                "--set",
                "io.muster.hub/max.peers=8",
                "--run",
                "b",
                "--set",
                "io.muster.events~orders/server.key=@x=.ed25519"));
    assertEquals(
        new Command.Start(
            Path.of("d"),
            List.of(
                new Setting("io.muster.hub", "max.peers", "8"),
                new Setting("io.muster.events~orders", "server.key", "@x=.ed25519")),
            List.of("a", "b"),
            false),
        command);
  }

  @Test
  void hubTakesAPort() throws UsageException {
    assertEquals(new Command.Hub(0), CommandLine.parse(List.of("hub", "--port", "0")));
  }

  @Test
  void conformanceTakesADirectoryThatExists(@TempDir Path files) throws UsageException {
    assertEquals(
        new Command.Conformance(files),
        CommandLine.parse(List.of("conformance", files.toString())));
    assertThrows(
        UsageException.class,
        () -> CommandLine.parse(List.of("conformance", files.resolve("no").toString())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stop",
        "start",
        "start --data",
        "start --data d --sett a/b=c",
        "start --data d extra",
        "hub",
        "hub --port",
        "hub --port 65536",
        "hub --port -1",
        "hub --port eighty",
        "hub --host 0.0.0.0",
        "conformance",
        "conformance . .",
      })
  void whatIsNotKnownIsRefused(String line) {
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));
    assertThrows(UsageException.class, () -> CommandLine.parse(arguments));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "/a=b", "p/=b", "p/a", "../p/a=b", "p~/a=b", "p/a b=c"})
  void aSettingThatIsNoSettingIsShown(String text) {
    UsageException refused = assertThrows(UsageException.class, () -> Setting.parse(text));
    assertTrue(refused.getMessage().endsWith(text), refused.getMessage());
  }

  @Test
  void aValueMayHoldEverySign() throws UsageException {
    assertEquals(new Setting("p", "k", "a=b/c\n~ "), Setting.parse("p/k=a=b/c\n~ "));
    assertEquals(new Setting("p", "k", ""), Setting.parse("p/k="));
  }
}
