package io.muster.bench.limit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * The limit of every design that signs and syncs before it acknowledges: records are appended to
 * one file, all that wait at a time with one signature and one sync. Nothing is sent, sealed,
 * indexed or checked.
 */
public final class BareLog implements Closeable {
  private static final int BUFFER = 1 << 20;
  private static final int SIGNATURE = 64;

  private final FileChannel file;
  private final boolean signed;
  private final Consumer<List<String>> written;
  private final Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(new byte[32], 0);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Thread thread;
  private List<String> waiting = new ArrayList<>();
  private boolean closed;

  /**
   * Opens a log.
   *
   * @param path a file that does not exist yet
   * @param signed whether every batch is hashed and signed
   * @param written is told which records are on disk, on the log's thread
   */
  public BareLog(Path path, boolean signed, Consumer<List<String>> written) throws IOException {
    this.signed = signed;
    this.written = written;
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    thread = new Thread(this::run, "muster-bench-log");
    thread.start();
  }

  /**
   * Appends a record; returns at once.
   *
   * @param record the record
   */
  public synchronized void append(String record) {
    waiting.add(record);
    notifyAll();
  }

  private void run() {
    try {
      for (List<String> batch = take(); !batch.isEmpty(); batch = take()) {
        write(batch);
        written.accept(batch);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the bare log cannot write", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<String> take() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    List<String> batch = waiting;
    waiting = new ArrayList<>();
    return batch;
  }

  private void write(List<String> batch) throws IOException {
    SHA256Digest digest = new SHA256Digest();
    for (String record : batch) {
      byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
      if (buffer.remaining() < bytes.length + Integer.BYTES) {
        flush();
      }
      buffer.putInt(bytes.length).put(bytes);
      digest.update(bytes, 0, bytes.length);
    }
    if (signed) {
      byte[] hash = new byte[digest.getDigestSize()];
      digest.doFinal(hash, 0);
      sign(hash);
    }
    flush();
    file.force(false);
  }

  private void sign(byte[] hash) throws IOException {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(hash, 0, hash.length);
    if (buffer.remaining() < SIGNATURE) {
      flush();
    }
    buffer.put(signer.generateSignature());
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
