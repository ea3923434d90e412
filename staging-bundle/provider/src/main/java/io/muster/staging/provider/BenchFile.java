package io.muster.staging.provider;

import io.muster.staging.StagingEntry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.osgi.service.log.Logger;

/**
 * The file {@code bench} in a directory: written whole to another file, forced to disk and then
 * renamed, so that a crash leaves the old state or the new one. Used by one thread at a time.
 */
final class BenchFile {
  private static final String NAME = "bench";
  private static final String FRESH = "bench.new";
  private static final int BUFFER = 65_536;

  private final Path directory;
  private final Logger log;
  private boolean untouchable;
  private boolean failing;

  BenchFile(Path directory, Logger log) {
    this.directory = directory;
    this.log = log;
  }

  private Path file() {
    return directory.resolve(NAME);
  }

  /** What was written last; nothing if there is no file, or if it cannot be used. */
  List<StagingEntry> read() {
    try {
      return readWhole();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (EntryReader.DamagedException | EOFException e) {
      keepAside(e instanceof EOFException ? "it ends too early" : e.getMessage());
    } catch (IOException e) {
      untouchable = true;
      log.warn(
          "The staging file {} cannot be read ({}). The bench starts empty and is not stored, so"
              + " that the file stays as it is. Make it readable and restart the bundle",
          file(),
          e.toString());
    }
    return List.of();
  }

  private List<StagingEntry> readWhole() throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long end = channel.size() - Integer.BYTES;
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER))) {
        CRC32C sum = sum(in, end);
        if (in.readInt() != (int) sum.getValue()) {
          throw new EntryReader.DamagedException("its checksum is wrong");
        }
        channel.position(0);
        DataInputStream again =
            new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
        List<StagingEntry> entries = new EntryReader(again).read();
        if (again.readNBytes(Integer.BYTES + 1).length != Integer.BYTES) {
          throw new EntryReader.DamagedException("something follows its end");
        }
        return entries;
      }
    }
  }

  private static CRC32C sum(DataInputStream in, long length) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    for (long rest = length; rest > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      sum.update(buffer, 0, read);
      rest -= read;
    }
    return sum;
  }

  private void keepAside(String what) {
    try {
      Path aside = Files.createTempFile(directory, "bench.damaged-", "");
      Files.move(
          file(), aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      log.warn(
          "The staging file was damaged ({}) and is kept as {}. The bench starts empty; hubs and"
              + " peers fill it again. Check the disk, then delete that file",
          what,
          aside);
    } catch (IOException e) {
      untouchable = true;
      log.warn(
          "The staging file {} is damaged ({}) and cannot be renamed ({}). The bench is not stored."
              + " Move the file away and restart the bundle",
          file(),
          what,
          e.toString());
    }
  }

  /** Writes entries; says once when it fails, and once when it works again. */
  void write(List<StagingEntry> entries) {
    if (untouchable) {
      return;
    }
    try {
      Files.createDirectories(directory);
      writeWhole(entries);
      if (failing) {
        failing = false;
        log.info("The staging file {} is written again", file());
      }
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        log.warn(
            "The staging file {} cannot be written ({}). Until it can, a restart loses what was"
                + " staged since. Free space or mend the permissions",
            file(),
            e.toString());
      }
    }
  }

  private void writeWhole(List<StagingEntry> entries) throws IOException {
    Path fresh = directory.resolve(FRESH);
    CRC32C sum = new CRC32C();
    try (FileChannel channel =
            FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(
                    new CheckedOutputStream(Channels.newOutputStream(channel), sum), BUFFER))) {
      new EntryWriter(out).write(entries);
      out.flush();
      out.writeInt((int) sum.getValue());
      out.flush();
      channel.force(true);
    }
    Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // this system does not open directories; the rename is as durable as it makes it
    }
  }
}
