package io.muster.hub.provider.stored;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A small text file that is replaced as a whole: whoever reads it finds the old content or the new,
 * also after a power cut.
 */
public final class AtomicFile {
  private final Path file;

  /** Names a file; nothing is touched yet. */
  public AtomicFile(Path file) {
    this.file = file;
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** The content, or empty if there is no file. */
  Optional<String> read(long maxBytes) throws IOException {
    try {
      if (Files.size(file) > maxBytes) {
        throw new IOException(file + " is larger than " + maxBytes + " bytes");
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces the content; when this returns, it is on disk. */
  void write(String text) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = folder.resolve(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Puts a damaged file aside under another name, so that nothing of it is lost. */
  Path putAside(long millis) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + millis);
    return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
  }
}
