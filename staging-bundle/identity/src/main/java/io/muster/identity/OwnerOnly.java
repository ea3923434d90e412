package io.muster.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and directories that their owner alone may read. Where the file system knows no POSIX modes
 * nothing is checked: there the access rules of the directory's parent apply.
 */
final class OwnerOnly {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnly() {}

  /** Makes a directory with mode 0700 unless it exists. */
  static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(directory, attributes(directory.toAbsolutePath(), "rwx------"));
    forceDirectory(parent);
  }

  /** Throws a {@link KeyProblem} with the line that mends it if others have access. */
  static void require(Path path, String mode) throws IOException {
    if (!isPosix(path)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (!OWNERS.containsAll(permissions)) {
      throw new KeyProblem(
          path
              + " has mode "
              + PosixFilePermissions.toString(permissions)
              + ": others than its owner have access to the private key, so it is not used. "
              + "Nothing is lost. If nobody can have copied it: chmod "
              + mode
              + " "
              + path);
    }
  }

  /** Writes a new file with mode 0600 and forces it to disk; fails if there is one. */
  static void writeNew(Path file, byte[] content) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Path absolute = file.toAbsolutePath();
    try (FileChannel channel =
        FileChannel.open(absolute, options, attributes(absolute, "rw-------"))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Forces what was made, renamed or deleted in a directory to disk. */
  static void forceDirectory(Path directory) throws IOException {
    if (directory != null && isPosix(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] attributes(Path path, String mode) {
    return isPosix(path.getParent())
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        != null;
  }
}
