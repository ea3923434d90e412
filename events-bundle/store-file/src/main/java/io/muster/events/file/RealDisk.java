package io.muster.events.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The file system below a directory. Readers use {@link RandomAccessFile}s: unlike channels they
 * are not closed for everybody when one thread is interrupted. Writing and forcing go through
 * channels, on the store's own thread, which nobody interrupts.
 */
final class RealDisk implements Disk {
  private final Path root;

  RealDisk(Path root) {
    this.root = root;
  }

  /** Makes the directory, open to its owner alone, if it is not there. */
  static RealDisk at(Path root) throws IOException {
    Path parent = root.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    makeOwnerOnly(root);
    return new RealDisk(root);
  }

  private static void makeOwnerOnly(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(directory, modes(directory, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  /** Makes an empty file, open to its owner alone, in the place of what had its name. */
  static void createOwnerOnly(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, modes(file, "rw-------"));
  }

  /** Makes an empty file, open to its owner alone, unless there is one. */
  static void createIfAbsent(Path file) throws IOException {
    try {
      Files.createFile(file, modes(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // whoever made it did so too
    }
  }

  private static FileAttribute<?>[] modes(Path path, String modes) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(modes))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public List<String> list(String directory) throws IOException {
    Path path = root.resolve(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).map(p -> p.getFileName().toString()).toList();
    }
  }

  @Override
  public File open(String name, Mode mode) throws IOException {
    Path path = root.resolve(name);
    if (mode != Mode.CREATE && !Files.isRegularFile(path)) {
      throw new java.nio.file.NoSuchFileException(path.toString());
    }
    if (mode == Mode.CREATE) {
      createOwnerOnly(path);
    }
    return file(new RandomAccessFile(path.toFile(), mode == Mode.READ ? "r" : "rw"));
  }

  static File file(RandomAccessFile file) {
    return new RealFile(file);
  }

  @Override
  public void makeDirectory(String directory) throws IOException {
    makeOwnerOnly(root.resolve(directory));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        root.resolve(from),
        root.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    try (FileChannel channel = FileChannel.open(root.resolve(directory), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return root.toFile().getUsableSpace(); // a file store would read the table of mounts
  }

  private record RealFile(RandomAccessFile file) implements File {
    private static final int PIECE = 256 << 10;

    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public void read(long at, byte[] into, int offset, int length) throws IOException {
      file.seek(at);
      file.readFully(into, offset, length);
    }

    @Override
    public void write(long at, ByteBuffer from) throws IOException {
      ByteBuffer rest = from.duplicate();
      try {
        for (long to = at; rest.hasRemaining(); ) {
          to += writeSome(rest, to);
        }
      } catch (IOException e) {
        throw fullOr(e);
      }
    }

    /** In pieces: the channel keeps a copy outside of the heap as large as the largest of them. */
    private int writeSome(ByteBuffer rest, long to) throws IOException {
      int length = rest.isDirect() ? rest.remaining() : Math.min(rest.remaining(), PIECE);
      int written = file.getChannel().write(rest.slice(rest.position(), length), to);
      rest.position(rest.position() + written);
      return written;
    }

    @Override
    public void truncate(long size) throws IOException {
      file.setLength(size);
    }

    @Override
    public void force() throws IOException {
      file.getChannel().force(false); // fdatasync: cheap where the file does not grow
    }

    @Override
    public void close() throws IOException {
      file.close();
    }

    private static IOException fullOr(IOException e) {
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      boolean full = text.contains("no space left") || text.contains("quota exceeded");
      return full ? new FullException(e) : e;
    }
  }
}
