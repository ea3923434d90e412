package io.muster.events.file;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreArguments;
import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The store over a directory that was recovered. Changes go to the writer's thread, reads to the
 * disk on the caller's.
 */
final class FileStore implements EventStore {
  private final Disk disk;
  private final Index index;
  private final Reader reader;
  private final Writer writer;
  private final Journal journal;
  private final Recovery.Recovered recovered;
  private final FileStoreLimits limits;
  private final Set<Segment> damaged = ConcurrentHashMap.newKeySet();

  FileStore(
      Disk disk, Recovery.Recovered recovered, FileStoreLimits limits, Consumer<String> warnings) {
    this.disk = disk;
    this.index = recovered.index();
    this.journal = recovered.journal();
    this.recovered = recovered;
    this.limits = limits;
    BiConsumer<Segment, String> damages =
        (segment, words) -> {
          warnings.accept(words);
          damaged(segment);
        };
    this.reader = new Reader(index, damages);
    Compactor compactor = new Compactor(disk, recovered);
    this.writer = new Writer(journal, compactor, limits, damages, warnings);
  }

  /** Writes until {@link #stop}; for one thread, which nobody interrupts. */
  void run() throws IOException {
    try {
      writer.run();
    } finally {
      for (Segment segment : index.segments()) {
        segment.retire();
      }
      for (Segment segment : damaged) {
        recovered.indexFiles().delete(segment.name()); // so that the next opening reads the segment
      }
    }
  }

  /** What was found while reading is put into quarantine by closing and opening again. */
  private void damaged(Segment segment) {
    damaged.add(segment);
    stop();
  }

  /** Says whether it ended because a reader met damage: it is to be opened anew. */
  boolean isDamaged() {
    return !damaged.isEmpty();
  }

  /** Lets {@link #run} end when all that waits is written. Calls from now on fail with CLOSED. */
  void stop() {
    writer.close();
  }

  /**
   * Writes all segments into an archive; reads and writes go on meanwhile.
   *
   * @param target a file that does not exist
   * @return how many bytes the archive has
   */
  long exportTo(Path target) throws IOException {
    reader(); // refuses when closed
    return new Export(disk, index).writeTo(target);
  }

  /**
   * Reads everything; if there is damage that is not in quarantine, the store ends, to be opened
   * anew: that puts the damage into quarantine, and the topics ask members for what is missing.
   */
  StoreCheck repair() {
    reader(); // refuses when closed
    Verifier verifier = new Verifier(disk, recovered);
    StoreCheck check = verifier.check();
    verifier.newlyDamaged().forEach(this::damaged);
    return check;
  }

  /** Why nothing is written any more, or null. */
  StoreException failure() {
    return journal.failure();
  }

  Index index() {
    return index;
  }

  Reader reader() {
    if (writer.isClosing()) {
      throw StoreErrors.closed();
    }
    return reader;
  }

  <T> CompletionStage<T> submit(Op<T> op) {
    return writer.submit(op);
  }

  @Override
  public EventLog log(String name) {
    LogId id = LogId.of(StoreArguments.name(name));
    index.namedIfKnown(id, name);
    return new FileLog(this, name, id);
  }

  @Override
  public Set<String> logs() {
    return index.names();
  }

  @Override
  public CompletionStage<Void> putBlob(byte[] hash, ByteBuffer bytes) {
    byte[] key = StoreArguments.hash(hash);
    try {
      return submit(new Op.PutBlob(key, StoreArguments.blob(bytes)));
    } catch (StoreException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public Optional<byte[]> blob(byte[] hash) {
    return reader().blob(StoreArguments.hash(hash));
  }

  @Override
  public boolean hasBlob(byte[] hash) {
    return index.hasBlob(StoreArguments.hash(hash));
  }

  @Override
  public CompletionStage<Void> dropBlob(byte[] hash) {
    return submit(new Op.DropBlob(StoreArguments.hash(hash)));
  }

  @Override
  public long blobs() {
    return index.blobs();
  }

  @Override
  public List<byte[]> blobHashes(byte[] after, int max) {
    return reader().blobHashes(StoreArguments.hash(after), StoreArguments.page(max));
  }

  @Override
  public StoreUsage usage() {
    return index.usage(recovered.quarantine().damages() + damaged.size()).withFull(isFull());
  }

  /** As the journal asks before it writes. */
  private boolean isFull() {
    try {
      return disk.usableBytes() - MAX_ENTRY < limits.reserveBytes();
    } catch (IOException e) {
      return false; // not known
    }
  }

  @Override
  public StoreCheck verify() {
    reader(); // refuses when closed
    return new Verifier(disk, recovered).check();
  }

  @Override
  public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
    StoreArguments.name(name);
    try {
      return submit(new Op.PutCell(name, StoreArguments.cell(bytes)));
    } catch (StoreException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public Optional<byte[]> cell(String name) {
    return reader().cell(StoreArguments.name(name));
  }
}
