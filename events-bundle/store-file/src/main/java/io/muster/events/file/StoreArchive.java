package io.muster.events.file;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * All segments of a store in one file: a header, then each segment with its name and a check. Read
 * strictly: whatever is not as FORMAT.md says makes nothing of it count.
 */
final class StoreArchive {
  static final long MAGIC = 0x4d55535445524152L;
  static final int MAX_SEGMENTS = 65_536;
  static final long MAX_SIZE = 4L << 30;
  private static final int PIECE = 1 << 20;

  private StoreArchive() {}

  /** A segment as it was when the archive was begun. */
  record Source(Format.SegmentName name, Disk.File file, long size) {}

  /**
   * Writes an archive: whole, forced and open to its owner alone, or not at all.
   *
   * @param target a file that does not exist
   * @return how many bytes it has
   */
  static long write(List<Source> segments, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path aside = target.resolveSibling(target.getFileName() + SegmentFiles.ASIDE);
    RealDisk.createOwnerOnly(aside);
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        OutputStream buffered =
            new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), PIECE);
        DataOutputStream out = new DataOutputStream(buffered);
        out.writeLong(MAGIC);
        out.writeInt(Format.VERSION);
        out.writeInt(segments.size());
        for (Source segment : segments) {
          write(segment, out);
        }
        out.flush();
        channel.force(true);
      }
      Files.move(aside, target);
      return Files.size(target);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void write(Source segment, DataOutputStream out) throws IOException {
    byte[] head = head(segment.name(), segment.size());
    out.write(head);
    CRC32C crc = new CRC32C();
    crc.update(head);
    byte[] piece = new byte[PIECE];
    for (long at = 0; at < segment.size(); at += piece.length) {
      int length = (int) Math.min(piece.length, segment.size() - at);
      segment.file().read(at, piece, 0, length);
      crc.update(piece, 0, length);
      out.write(piece, 0, length);
    }
    out.writeInt((int) crc.getValue());
  }

  private static byte[] head(Format.SegmentName name, long size) {
    ByteBuffer head = ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES);
    return head.putInt(name.number()).putLong(name.salt()).putLong(size).array();
  }

  /**
   * Makes a directory of an archive. If the archive does not check, what was made is removed.
   *
   * @param directory must not exist, or be empty
   * @return how many segments it has
   */
  static int extract(Path archive, Path directory) throws IOException {
    if (Files.exists(directory) && !isEmpty(directory)) {
      throw new IOException(
          directory + " is not empty: nothing was changed. Name a directory that is not there yet");
    }
    RealDisk disk = RealDisk.at(directory);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(archive), PIECE))) {
      return extract(in, disk);
    } catch (EOFException e) {
      throw undone(disk, new IOException("The archive ends too early", e));
    } catch (IOException e) {
      throw undone(disk, e);
    }
  }

  private static int extract(DataInputStream in, RealDisk disk) throws IOException {
    if (in.readLong() != MAGIC) {
      throw new IOException("This is not an archive of a store");
    }
    int version = in.readInt();
    if (version != Format.VERSION) {
      throw new IOException(
          "The archive is of version " + version + ", this bundle reads " + Format.VERSION);
    }
    int count = in.readInt();
    if (count < 1 || count > MAX_SEGMENTS) {
      throw new IOException("An archive has 1 to " + MAX_SEGMENTS + " segments, not " + count);
    }
    int last = -1;
    for (int i = 0; i < count; i++) {
      last = extractOne(in, disk, last);
    }
    if (in.read() >= 0) {
      throw new IOException("The archive has bytes behind its end");
    }
    disk.syncDirectory("");
    return count;
  }

  private static int extractOne(DataInputStream in, RealDisk disk, int last) throws IOException {
    int number = in.readInt();
    Format.SegmentName name = new Format.SegmentName(number, in.readLong());
    long size = in.readLong();
    if (number <= last || size < Format.SEGMENT_HEADER || size > MAX_SIZE) {
      throw new IOException("Segment " + number + " of " + size + " bytes cannot be here");
    }
    CRC32C crc = new CRC32C();
    crc.update(head(name, size));
    try (Disk.File file = disk.open(name.file(), Disk.Mode.CREATE)) {
      byte[] piece = new byte[PIECE];
      for (long at = 0; at < size; at += piece.length) {
        int length = (int) Math.min(piece.length, size - at);
        in.readFully(piece, 0, length);
        crc.update(piece, 0, length);
        file.write(at, piece, 0, length);
      }
      if (in.readInt() != (int) crc.getValue()) {
        throw new IOException("Segment " + number + " does not check");
      }
      file.force();
    }
    return number;
  }

  private static IOException undone(RealDisk disk, IOException cause) {
    try {
      for (String file : disk.list("")) {
        disk.delete(file); // the directory was empty
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
