package io.muster.identity;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The key of this node with its file, and what commands do with it. */
final class NodeIdentity implements AutoCloseable {
  private final KeyFile file;
  private final SecureRandom random;
  private final LocalIdentity identity;

  /** Opens the key in a directory, or throws a {@link KeyProblem}. */
  NodeIdentity(Path directory, SecureRandom random) {
    this.file = new KeyFile(directory, random);
    this.random = random;
    this.identity = file.open();
  }

  LocalIdentity identity() {
    return identity;
  }

  boolean isExported() {
    return file.isExported(identity);
  }

  /** Writes a protected copy to a file that must not exist. */
  void exportTo(Path target, String passphrase) throws IOException {
    requirePassphrase(passphrase);
    try {
      OwnerOnly.writeNew(target, KeyExport.seal(identity, passphrase, random));
    } catch (FileAlreadyExistsException e) {
      throw new KeyProblem(target + " exists and is not overwritten; name another file", e);
    } catch (NoSuchFileException e) {
      throw new KeyProblem("The directory of " + target + " does not exist; make it first", e);
    }
    OwnerOnly.forceDirectory(target.toAbsolutePath().getParent());
    file.markExported(identity);
  }

  /** Puts the key of an export into a directory. */
  static Imported importInto(Path directory, SecureRandom random, byte[] export, String passphrase)
      throws IOException {
    KeyFile file = new KeyFile(directory, random);
    try (LocalIdentity imported = KeyExport.open(export, passphrase, random)) {
      Path kept = file.replace(imported);
      file.markExported(imported);
      return new Imported(imported.key().toString(), kept);
    }
  }

  /** Reads an export file of bounded size. */
  static byte[] readExport(Path source) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new KeyProblem(source + " is no file");
    }
    if (Files.size(source) > 4096) {
      throw new KeyProblem(source + " is too large to be a key export");
    }
    return Files.readAllBytes(source);
  }

  @Override
  public void close() {
    identity.close();
  }

  private static void requirePassphrase(String passphrase) {
    int length = passphrase.length();
    if (length < KeyExport.MIN_PASSPHRASE || length > KeyExport.MAX_PASSPHRASE) {
      throw new KeyProblem(
          "A passphrase has "
              + KeyExport.MIN_PASSPHRASE
              + " to "
              + KeyExport.MAX_PASSPHRASE
              + " characters, this one has "
              + length
              + "; choose six random words or more");
    }
  }

  /** What an import did; {@code kept} is where the former key is, or null. */
  record Imported(String key, Path kept) {}
}
