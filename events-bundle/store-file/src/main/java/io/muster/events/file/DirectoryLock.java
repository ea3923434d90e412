package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One writer for a directory, in this process and among all. The file {@code lock} is opened here
 * alone and only once in a process: closing a second opening would drop the lock. Within the
 * process a system property (a text, so that no class stays behind) says who has it.
 */
final class DirectoryLock implements Closeable {
  static final String FILE = "lock";
  private static final String PROPERTY = "io.muster.events.file.lock:";
  private static final int MAX_TEXT = 512;

  private final String property;
  private final RandomAccessFile file;
  private final FileLock lock;

  private DirectoryLock(String property, RandomAccessFile file, FileLock lock) {
    this.property = property;
    this.file = file;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @throws StoreException with LOCKED and the holder's process and start, if somebody has it
   */
  static DirectoryLock take(Path directory, Instant now) throws IOException {
    String me = holder(now);
    Path real = directory.toRealPath();
    String property = PROPERTY + real;
    Object other = System.getProperties().putIfAbsent(property, me);
    if (other != null) {
      throw StoreErrors.locked(real.toString(), other + " (this very process)");
    }
    try {
      return take(real, property, me);
    } catch (IOException | RuntimeException e) {
      System.getProperties().remove(property);
      throw e;
    }
  }

  private static DirectoryLock take(Path real, String property, String me) throws IOException {
    RealDisk.createIfAbsent(real.resolve(FILE));
    RandomAccessFile file = new RandomAccessFile(real.resolve(FILE).toFile(), "rw");
    try {
      FileLock lock = tryLock(file);
      if (lock == null) {
        throw StoreErrors.locked(real.toString(), text(file));
      }
      byte[] text = me.getBytes(StandardCharsets.UTF_8);
      file.setLength(0);
      file.write(text);
      return new DirectoryLock(property, file, lock);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static FileLock tryLock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String text(RandomAccessFile file) throws IOException {
    byte[] text = new byte[(int) Math.min(MAX_TEXT, file.length())];
    file.seek(0);
    file.readFully(text);
    String shown = new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?").strip();
    return shown.isEmpty() ? "a process that did not write its name" : shown;
  }

  private static String holder(Instant now) {
    ProcessHandle process = ProcessHandle.current();
    String started = process.info().startInstant().map(Instant::toString).orElse("?");
    return "process " + process.pid() + ", started " + started + ", since " + now;
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
    } finally {
      file.close();
      System.getProperties().remove(property);
    }
  }
}
