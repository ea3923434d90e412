package io.muster.events.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The store's only door to the file system. Names are relative to the store's directory, with at
 * most one {@code /}. Real in production, simulated with crashes and faults in tests.
 */
interface Disk {
  /** How a file is opened. */
  enum Mode {
    /** Must exist. */
    READ,
    /** Must exist. */
    WRITE,
    /** Made new, an old one is emptied. */
    CREATE
  }

  /** Names of the files in a directory, in no order; empty if there is no such directory. */
  List<String> list(String directory) throws IOException;

  File open(String name, Mode mode) throws IOException;

  /** Makes a directory if it is not there. */
  void makeDirectory(String directory) throws IOException;

  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Makes creations, renames and deletions in a directory durable. */
  void syncDirectory(String directory) throws IOException;

  /** Bytes that can still be written. */
  long usableBytes() throws IOException;

  /** An open file. For one thread at a time. */
  interface File extends Closeable {
    long size() throws IOException;

    /** Reads exactly {@code length} bytes, or fails with an EOFException. */
    void read(long at, byte[] into, int offset, int length) throws IOException;

    /** Writes what remains in a buffer, whose position does not move. */
    void write(long at, ByteBuffer from) throws IOException;

    default void write(long at, byte[] from, int offset, int length) throws IOException {
      write(at, ByteBuffer.wrap(from, offset, length));
    }

    void truncate(long size) throws IOException;

    /**
     * Makes all that was written durable, and how long the file is. Never called again after it has
     * failed.
     */
    void force() throws IOException;
  }

  /** There was no space for a write. */
  final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
