package io.muster.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * The directory of a node's private key. {@code key} holds the key, {@code exported} says of which
 * key a protected copy was written. Layout: {@code FORMAT.md}. Used by one thread.
 */
final class KeyFile {
  /** Length of the file, in bytes. */
  static final int LENGTH = 11 + LocalIdentity.SEED_BYTES + 32 + 32;

  private static final byte[] MAGIC = "muster-key\u0001".getBytes(StandardCharsets.US_ASCII);

  private final Path directory;
  private final SecureRandom random;

  KeyFile(Path directory, SecureRandom random) {
    this.directory = directory;
    this.random = random;
  }

  Path path() {
    return directory.resolve("key");
  }

  /** Reads the key; makes one if there is none. */
  LocalIdentity open() {
    try {
      OwnerOnly.makeDirectory(directory);
      OwnerOnly.require(directory, "700");
      if (Files.notExists(path())) {
        try (LocalIdentity fresh = LocalIdentity.generate(random)) {
          withDraft(fresh, this::publishFirst);
        } catch (FileAlreadyExistsException e) {
          // Another process was first: its key is the node's.
        }
      }
      return read();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Says whether a protected copy of this key was ever written or read. */
  boolean isExported(LocalIdentity identity) {
    try {
      return Files.readString(marker()).strip().equals(identity.key().toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Remembers that a protected copy of this key exists. */
  void markExported(LocalIdentity identity) throws IOException {
    Files.deleteIfExists(marker());
    OwnerOnly.writeNew(marker(), (identity.key() + "\n").getBytes(StandardCharsets.US_ASCII));
    OwnerOnly.forceDirectory(directory);
  }

  /**
   * Puts another key in place. The former one is kept beside it, never deleted.
   *
   * @return where the former key is kept, or null if there was none
   */
  Path replace(LocalIdentity identity) {
    try {
      OwnerOnly.makeDirectory(directory);
      OwnerOnly.require(directory, "700");
      Path kept = Files.exists(path()) ? keepCopy() : null;
      withDraft(identity, draft -> Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE));
      return kept;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** A second name for the key's file: at no moment is there no key. */
  private Path keepCopy() throws IOException {
    int number = 1;
    while (Files.exists(directory.resolve("key.replaced-" + number))) {
      number++;
    }
    Path kept = directory.resolve("key.replaced-" + number);
    try {
      Files.createLink(kept, path());
    } catch (UnsupportedOperationException e) {
      OwnerOnly.writeNew(kept, Files.readAllBytes(path()));
    }
    OwnerOnly.forceDirectory(directory);
    return kept;
  }

  private Path marker() {
    return directory.resolve("exported");
  }

  /** Whole or not at all, also when power fails. */
  private void withDraft(LocalIdentity identity, Publisher publisher) throws IOException {
    byte[] content = encode(identity);
    Path draft = directory.resolve("key.draft-" + Long.toHexString(random.nextLong()));
    try {
      OwnerOnly.writeNew(draft, content);
      publisher.publish(draft);
      OwnerOnly.forceDirectory(directory);
    } finally {
      Arrays.fill(content, (byte) 0);
      Files.deleteIfExists(draft);
    }
  }

  /** Never over another file: of two processes that start at once, one finds the other's key. */
  private void publishFirst(Path draft) throws IOException {
    try {
      Files.createLink(path(), draft);
    } catch (UnsupportedOperationException e) {
      if (Files.exists(path())) {
        throw new FileAlreadyExistsException(path().toString());
      }
      Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private LocalIdentity read() throws IOException {
    OwnerOnly.require(path(), "600");
    if (Files.size(path()) != LENGTH) {
      throw damaged("it has " + Files.size(path()) + " bytes instead of " + LENGTH);
    }
    byte[] content = Files.readAllBytes(path());
    try {
      return decode(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static byte[] encode(LocalIdentity identity) {
    byte[] seed = identity.seed();
    byte[] body = Hpke.concat(MAGIC, seed, identity.key().bytes());
    byte[] content = Hpke.concat(body, checksum(body, body.length));
    Arrays.fill(seed, (byte) 0);
    Arrays.fill(body, (byte) 0);
    return content;
  }

  private LocalIdentity decode(byte[] content) {
    if (!Arrays.equals(content, 0, MAGIC.length - 1, MAGIC, 0, MAGIC.length - 1)) {
      throw damaged("it does not begin with 'muster-key'");
    }
    if (content[MAGIC.length - 1] != MAGIC[MAGIC.length - 1]) {
      throw new KeyProblem(
          path()
              + " has version "
              + content[MAGIC.length - 1]
              + ", this program knows version 1. Nothing is lost: start a newer version");
    }
    byte[] sum = checksum(content, LENGTH - 32);
    if (!MessageDigest.isEqual(sum, Arrays.copyOfRange(content, LENGTH - 32, LENGTH))) {
      throw damaged("its checksum does not fit");
    }
    byte[] seed = Arrays.copyOfRange(content, MAGIC.length, MAGIC.length + 32);
    LocalIdentity identity = LocalIdentity.ofSeed(seed, random);
    Arrays.fill(seed, (byte) 0);
    byte[] key = Arrays.copyOfRange(content, MAGIC.length + 32, MAGIC.length + 64);
    if (!Arrays.equals(key, identity.key().bytes())) {
      throw damaged("its public key does not belong to its private key");
    }
    return identity;
  }

  private static byte[] checksum(byte[] content, int length) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(content, 0, length);
    byte[] sum = new byte[32];
    digest.doFinal(sum, 0);
    return sum;
  }

  private KeyProblem damaged(String what) {
    return new KeyProblem(
        path()
            + " is damaged: "
            + what
            + ". It is left as it is and no new key is made. Restore it from a backup, or move it"
            + " away and run: muster:key-import FILE");
  }

  private KeyProblem unusable(IOException e) {
    return new KeyProblem(
        "The key in "
            + directory
            + " cannot be read or written: "
            + e
            + ". Nothing was changed. Make the directory accessible to the user who runs this"
            + " process, or set io.muster.identity/directory to another one",
        e);
  }

  /** Gives a complete draft its name. */
  private interface Publisher {
    void publish(Path draft) throws IOException;
  }
}
