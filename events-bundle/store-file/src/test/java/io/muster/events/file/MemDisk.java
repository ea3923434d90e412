package io.muster.events.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what was forced, tells what is done to it, fails when told to, and
 * makes images of what a power cut may leave behind. Safe for any threads.
 */
final class MemDisk implements Disk {

  /** Is asked before every operation that changes something. */
  interface Fault {
    void before(String operation) throws IOException;
  }

  /** A file's content, whatever its names. */
  private static final class Inode {
    private byte[] bytes;
    private byte[] forced; // perhaps the same array: then it is copied before it is changed
    private final List<Write> unforced = new ArrayList<>();
    private boolean forceFailed;

    Inode(byte[] content) {
      bytes = content;
      forced = content;
    }
  }

  private record Write(int at, byte[] bytes) {}

  /** A change of a directory that was not synced: {@code to} names an inode or nothing. */
  private record Naming(String removed, String added, Inode inode) {}

  private final Map<String, Inode> names = new TreeMap<>();
  private final Map<String, Inode> syncedNames = new TreeMap<>();
  private final Map<String, Long> bytesRead = new TreeMap<>();
  private final List<Naming> unsynced = new ArrayList<>();
  private Fault fault = operation -> {};
  private boolean forcesFilesInVain;
  private boolean syncsDirectoriesInVain;
  private long usable = Long.MAX_VALUE;
  private int operations;
  private int deletions;
  private int rewritings;

  /** Faults from now on. */
  synchronized MemDisk failing(Fault newFault) {
    fault = newFault;
    return this;
  }

  /** From now on it says that it has forced files, or synced directories, and has not. */
  synchronized MemDisk lying(boolean aboutFiles, boolean aboutDirectories) {
    forcesFilesInVain = aboutFiles;
    syncsDirectoriesInVain = aboutDirectories;
    return this;
  }

  synchronized void usable(long bytes) {
    usable = bytes;
  }

  synchronized int operations() {
    return operations;
  }

  /** How often a file was replaced or deleted. */
  synchronized int rewritings() {
    return rewritings + deletions;
  }

  synchronized int deletions() {
    return deletions;
  }

  /** How many bytes were read of each file. */
  synchronized Map<String, Long> bytesRead() {
    return Map.copyOf(bytesRead);
  }

  synchronized void forgetReads() {
    bytesRead.clear();
  }

  synchronized Map<String, byte[]> content() {
    Map<String, byte[]> content = new TreeMap<>();
    names.forEach((name, inode) -> content.put(name, inode.bytes.clone()));
    return content;
  }

  /** Changes a file behind the store's back, durably. */
  synchronized void put(String name, byte[] bytes) {
    Inode inode = names.computeIfAbsent(name, n -> new Inode(bytes));
    inode.bytes = bytes.clone();
    inode.forced = inode.bytes;
    inode.unforced.clear();
    syncedNames.put(name, inode);
  }

  /** Removes a file behind the store's back, durably. */
  synchronized void remove(String name) {
    names.remove(name);
    syncedNames.remove(name);
  }

  private synchronized void change(String operation) throws IOException {
    operations++;
    fault.before(operation);
  }

  @Override
  public synchronized List<String> list(String directory) {
    return names.keySet().stream()
        .filter(name -> SegmentFiles.directoryOf(name).equals(directory))
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .toList();
  }

  @Override
  public synchronized File open(String name, Mode mode) throws IOException {
    if (mode == Mode.CREATE) {
      change("create " + name);
      Inode inode = new Inode(new byte[0]);
      names.put(name, inode);
      unsynced.add(new Naming(null, name, inode));
      return new MemFile(name, inode);
    }
    Inode inode = names.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    return new MemFile(name, inode);
  }

  @Override
  public void makeDirectory(String directory) throws IOException {
    change("makeDirectory " + directory);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    change("rename " + from + " " + to);
    Inode inode = names.remove(from);
    rewritings += names.put(to, inode) == null ? 0 : 1;
    unsynced.add(new Naming(from, to, inode));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    change("delete " + name);
    if (names.remove(name) != null) {
      deletions += name.endsWith(SegmentFiles.ASIDE) || name.endsWith(".idx") ? 0 : 1;
      unsynced.add(new Naming(name, null, null));
    }
  }

  @Override
  public synchronized void syncDirectory(String directory) throws IOException {
    change("syncDirectory " + directory);
    if (syncsDirectoriesInVain) {
      return;
    }
    for (Naming naming : List.copyOf(unsynced)) {
      String name = naming.added() == null ? naming.removed() : naming.added();
      if (SegmentFiles.directoryOf(name).equals(directory)) {
        apply(naming, syncedNames);
        unsynced.remove(naming);
      }
    }
  }

  private static void apply(Naming naming, Map<String, Inode> to) {
    if (naming.removed() != null) {
      to.remove(naming.removed());
    }
    if (naming.added() != null) {
      to.put(naming.added(), naming.inode());
    }
  }

  @Override
  public synchronized long usableBytes() {
    return usable;
  }

  /** What a power cut now may leave behind. */
  synchronized MemDisk powerCut(RandomGenerator random) {
    Map<String, Inode> left = new TreeMap<>(syncedNames);
    int style = random.nextInt(4);
    for (Naming naming : unsynced) {
      if (style == 0 || (style != 1 && random.nextBoolean())) {
        apply(naming, left);
      }
    }
    MemDisk image = new MemDisk();
    int sector = random.nextInt(4) == 0 ? 4096 : 512;
    left.forEach(
        (name, inode) -> {
          Inode content = new Inode(contentAfter(inode, random, style, sector));
          image.names.put(name, content);
          image.syncedNames.put(name, content);
        });
    return image;
  }

  /** Not changed by anybody afterwards: who writes to it copies it first. */
  private static byte[] contentAfter(Inode inode, RandomGenerator random, int style, int sector) {
    if (inode.bytes == inode.forced || style == 1) {
      return inode.forced;
    }
    if (style == 0) {
      return inode.bytes.clone();
    }
    int size = sizeAfter(inode, random);
    byte[] content = Arrays.copyOf(inode.forced, Math.max(inode.forced.length, size));
    for (Write write : inode.unforced) {
      content = overlay(content, write, random, sector);
    }
    return Arrays.copyOf(content, size);
  }

  private static int sizeAfter(Inode inode, RandomGenerator random) {
    int before = inode.forced.length;
    int after = inode.bytes.length;
    return switch (random.nextInt(3)) {
      case 0 -> before;
      case 1 -> after;
      default -> Math.min(before, after) + random.nextInt(Math.abs(after - before) + 1);
    };
  }

  /** Each sector of a write is kept, dropped, or kept in part. */
  private static byte[] overlay(byte[] content, Write write, RandomGenerator random, int sector) {
    byte[] result = content;
    int end = write.at() + write.bytes().length;
    for (int at = write.at(); at < end; ) {
      int next = Math.min(end, (at / sector + 1) * sector);
      int kept =
          switch (random.nextInt(5)) {
            case 0, 1 -> 0;
            case 2 -> random.nextInt(next - at + 1);
            default -> next - at;
          };
      if (result.length < at + kept) {
        result = Arrays.copyOf(result, at + kept);
      }
      System.arraycopy(write.bytes(), at - write.at(), result, at, kept);
      at = next;
    }
    return result;
  }

  private final class MemFile implements File {
    private final String name;
    private final Inode inode;
    private boolean closed;

    MemFile(String name, Inode inode) {
      this.name = name;
      this.inode = inode;
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new IOException("closed: " + name);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (MemDisk.this) {
        checkOpen();
        return inode.bytes.length;
      }
    }

    @Override
    public void read(long at, byte[] into, int offset, int length) throws IOException {
      synchronized (MemDisk.this) {
        checkOpen();
        if (at + length > inode.bytes.length) {
          throw new EOFException(name);
        }
        System.arraycopy(inode.bytes, (int) at, into, offset, length);
        bytesRead.merge(name, (long) length, Long::sum);
      }
    }

    @Override
    public void write(long at, ByteBuffer from) throws IOException {
      byte[] all = new byte[from.remaining()];
      from.duplicate().get(all);
      synchronized (MemDisk.this) {
        checkOpen();
        try {
          change("write " + name);
        } catch (IOException e) {
          take((int) at, Arrays.copyOf(all, all.length / 2));
          throw e;
        }
        take((int) at, all);
      }
    }

    private void take(int at, byte[] bytes) {
      if (inode.bytes == inode.forced || inode.bytes.length < at + bytes.length) {
        inode.bytes = Arrays.copyOf(inode.bytes, Math.max(inode.bytes.length, at + bytes.length));
      }
      System.arraycopy(bytes, 0, inode.bytes, at, bytes.length);
      inode.unforced.add(new Write(at, bytes));
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (MemDisk.this) {
        checkOpen();
        change("truncate " + name);
        inode.bytes = Arrays.copyOf(inode.bytes, (int) size);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (MemDisk.this) {
        checkOpen();
        if (inode.forceFailed) {
          throw new AssertionError("force was called again after it had failed: " + name);
        }
        try {
          change("force " + name);
        } catch (IOException e) {
          inode.forceFailed = true;
          throw e;
        }
        if (!forcesFilesInVain) {
          inode.forced = inode.bytes;
          inode.unforced.clear();
        }
      }
    }

    @Override
    public void close() {
      synchronized (MemDisk.this) {
        closed = true;
      }
    }
  }
}
