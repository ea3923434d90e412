package io.muster.events.file;

import java.io.IOException;

/** Makes segment files appear whole or not at all: written aside, forced, renamed. */
final class SegmentFiles {
  static final String ASIDE = ".tmp";

  private final Disk disk;

  SegmentFiles(Disk disk) {
    this.disk = disk;
  }

  /** Writes into a file aside; must end with all that belongs into it written. */
  @FunctionalInterface
  interface Content {
    void writeTo(Disk.File file) throws IOException;
  }

  /** Puts a file in the place of what had its name; returns it open for writing. */
  Disk.File put(String name, Content content) throws IOException {
    Disk.File file = writeAside(name, content);
    try {
      publish(name);
      disk.syncDirectory(directoryOf(name));
      return file;
    } catch (IOException e) {
      abandon(file, name + ASIDE, e);
      throw e;
    }
  }

  /** Writes and forces a file beside the one that it will replace. */
  Disk.File writeAside(String name, Content content) throws IOException {
    String aside = name + ASIDE;
    Disk.File file = disk.open(aside, Disk.Mode.CREATE);
    try {
      content.writeTo(file);
      file.force();
      return file;
    } catch (IOException e) {
      abandon(file, aside, e);
      throw e;
    }
  }

  /** Replaces a file by what was written aside; durable when the directory was synced. */
  void publish(String name) throws IOException {
    disk.rename(name + ASIDE, name);
  }

  Disk.File create(Format.SegmentName name) throws IOException {
    byte[] header = Format.segmentHeader(name, 0);
    return put(name.file(), file -> file.write(0, header, 0, header.length));
  }

  static String directoryOf(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** Copies bytes from one file into another, in pieces. */
  static void copy(Disk.File from, long at, long length, Disk.File to) throws IOException {
    byte[] piece = new byte[(int) Math.min(1 << 20, Math.max(length, 1))];
    for (long done = 0; done < length; done += piece.length) {
      int count = (int) Math.min(piece.length, length - done);
      from.read(at + done, piece, 0, count);
      to.write(done, piece, 0, count);
    }
  }

  private void abandon(Disk.File file, String aside, IOException cause) {
    try {
      file.close();
      disk.delete(aside);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
