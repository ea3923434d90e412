package io.muster.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The commands {@code muster:whoami}, {@code muster:key-export} and {@code muster:key-import}. Gogo
 * calls {@code _main} for every function of the service, the function's name first; so their names
 * may have a hyphen and nothing of Gogo is imported.
 */
public final class IdentityCommands {
  private static final String PASSPHRASE_FILE = "--passphrase-file";

  private final IdentityServices services;

  IdentityCommands(IdentityServices services) {
    this.services = services;
  }

  /**
   * Runs a command.
   *
   * @param words the name of the command and its arguments
   * @return what to show
   * @throws IOException if a file cannot be read or written
   */
  public String _main(String[] words) throws IOException {
    Deque<String> arguments = new ArrayDeque<>(List.of(words));
    String command = arguments.remove();
    return switch (command) {
      case "whoami" -> whoami(arguments);
      case "key-export" -> export(arguments);
      case "key-import" -> importKey(arguments);
      default -> throw new IllegalArgumentException("Unknown command " + command);
    };
  }

  private String whoami(Deque<String> arguments) {
    boolean json = arguments.remove("--json");
    requireUsage(arguments.isEmpty(), "muster:whoami [--json]: shows the key of this node");
    String key = services.node().identity().key().toString();
    return json ? "{\"key\":\"" + key + "\"}" : key;
  }

  private String export(Deque<String> arguments) throws IOException {
    String usage =
        "muster:key-export [--passphrase-file FILE] FILE: writes the key, protected by a"
            + " passphrase, to a new file";
    Path passphraseFile = passphraseFile(arguments, usage);
    requireUsage(arguments.size() == 1, usage);
    Path target = Path.of(arguments.remove());
    services.exportTo(target, passphrase(passphraseFile));
    return "The key "
        + services.node().identity().key()
        + " was written to "
        + target.toAbsolutePath()
        + ". Keep file and passphrase apart: a lost key is a lost topic";
  }

  private String importKey(Deque<String> arguments) throws IOException {
    String usage =
        "muster:key-import [--replace] [--passphrase-file FILE] FILE: takes the key of an export;"
            + " with --replace also if this node has one";
    boolean replace = arguments.remove("--replace");
    Path passphraseFile = passphraseFile(arguments, usage);
    requireUsage(arguments.size() == 1, usage);
    Path source = Path.of(arguments.remove());
    NodeIdentity.Imported imported =
        services.importFrom(source, passphrase(passphraseFile), replace);
    String kept = imported.kept() == null ? "" : ". The former key is in " + imported.kept();
    return "This node is now " + imported.key() + kept;
  }

  private static Path passphraseFile(Deque<String> arguments, String usage) {
    if (!PASSPHRASE_FILE.equals(arguments.peek())) {
      return null;
    }
    arguments.remove();
    requireUsage(!arguments.isEmpty(), usage);
    return Path.of(arguments.remove());
  }

  /** The first line of the file, or else of the shell's input; gogo gives each session its own. */
  private static String passphrase(Path file) throws IOException {
    if (file != null) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        return line(reader);
      }
    }
    System.out.print("Passphrase (shown while you type): ");
    System.out.flush();
    return line(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
  }

  private static String line(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c != '\n' && c != '\r'; c = reader.read()) {
      if (c < 0 && line.isEmpty()) {
        throw new KeyProblem("No passphrase was given. Use " + PASSPHRASE_FILE + " FILE");
      }
      if (c < 0) {
        break;
      }
      if (line.length() > KeyExport.MAX_PASSPHRASE) {
        throw new KeyProblem("The passphrase is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static void requireUsage(boolean holds, String usage) {
    if (!holds) {
      throw new IllegalArgumentException("Usage: " + usage);
    }
  }
}
