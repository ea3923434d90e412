package io.muster.events.file;

import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The commands {@code muster:store-export}, {@code muster:store-import}, {@code
 * muster:store-repair} and {@code muster:store-usage}. Gogo calls {@code _main} for every function
 * of the service, the function's name first; so their names may have a hyphen and nothing of Gogo
 * is imported.
 */
public final class FileStoreCommands {
  static final List<String> FUNCTIONS =
      List.of("store-export", "store-import", "store-repair", "store-usage");

  private static final String EXPORT =
      "muster:store-export FILE: writes all that the file store keeps into a new file. Example:"
          + " muster:store-export /backup/events.archive";
  private static final String IMPORT =
      "muster:store-import FILE DIRECTORY: makes a directory that is not there yet, or is empty, of"
          + " such a file. Then set it as 'directory' of PID io.muster.events.file";
  private static final String REPAIR =
      "muster:store-repair: reads all that the file store keeps, puts what is damaged into"
          + " quarantine, and lets topics ask members for what is missing";
  private static final String USAGE =
      "muster:store-usage [--json]: shows how much the file store takes";

  private final Supplier<FileStore> open;

  FileStoreCommands(Supplier<FileStore> open) {
    this.open = open;
  }

  /**
   * Runs a command.
   *
   * @param words the name of the command and its arguments
   * @return what to show
   * @throws IOException if a file cannot be read or written
   */
  public String _main(String[] words) throws IOException {
    List<String> arguments = Arrays.asList(words).subList(1, words.length);
    return switch (words[0]) {
      case "store-export" -> export(arguments);
      case "store-import" -> importInto(arguments);
      case "store-repair" -> repair(arguments);
      case "store-usage" -> usage(arguments);
      default -> throw new IllegalArgumentException("Unknown command " + words[0]);
    };
  }

  private String export(List<String> arguments) throws IOException {
    require(arguments.size() == 1, EXPORT);
    Path target = Path.of(arguments.get(0)).toAbsolutePath();
    long bytes = store().exportTo(target);
    return bytes
        + " bytes were written to "
        + target
        + ". Who reads it sees who gets how many events; payloads are encrypted";
  }

  private static String importInto(List<String> arguments) throws IOException {
    require(arguments.size() == 2, IMPORT);
    Path directory = Path.of(arguments.get(1)).toAbsolutePath();
    int segments = StoreArchive.extract(Path.of(arguments.get(0)), directory);
    return segments
        + " segments are in "
        + directory
        + ". To use them: set PID io.muster.events.file, directory="
        + directory;
  }

  private String repair(List<String> arguments) {
    require(arguments.isEmpty(), REPAIR);
    FileStore store = store();
    StoreCheck check = store.repair();
    String counts = check.damages().size() + " damages, " + check.records() + " sound records. ";
    return store.isDamaged()
        ? counts
            + "What is damaged is put into quarantine and asked for from members: see muster:verify"
            + " and muster:events in some seconds"
        : counts + "There is no damage that is not in quarantine already: nothing was done";
  }

  private String usage(List<String> arguments) {
    boolean json = arguments.equals(List.of("--json"));
    require(json || arguments.isEmpty(), USAGE);
    FileStore store = store();
    StoreUsage usage = store.usage();
    String form =
        json
            ? "{\"bytes\":%d,\"liveBytes\":%d,\"segments\":%d,\"logs\":%d,\"blobs\":%d,"
                + "\"damages\":%d}"
            : "%d bytes, %d of them live, in %d segments; %d logs, %d blobs; %d damages in"
                + " quarantine";
    return form.formatted(
        usage.bytes(),
        usage.liveBytes(),
        usage.segments(),
        store.logs().size(),
        store.blobs(),
        usage.damages());
  }

  private FileStore store() {
    FileStore store = open.get();
    if (store == null) {
      throw new IllegalStateException("The file store is not open: see muster:diagnose");
    }
    return store;
  }

  private static void require(boolean condition, String usage) {
    if (!condition) {
      throw new IllegalArgumentException(usage);
    }
  }
}
