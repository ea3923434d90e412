package io.muster.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An event stream that is read all the time, by a thread of its own. */
final class RawStream implements AutoCloseable {
  private final RawConnection connection;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean ended;

  /** Begins to read; the head of the answer has been read. */
  RawStream(RawConnection connection) throws IOException {
    this.connection = connection;
    connection.listen();
    Thread reader = new Thread(this::read, "muster-conformance-stream");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      for (byte[] part = connection.part(); part.length > 0; part = connection.part()) {
        synchronized (received) {
          received.writeBytes(part);
          received.notifyAll();
        }
      }
    } catch (IOException | NumberFormatException e) {
      // An end like any other; isOpen tells.
    }
    synchronized (received) {
      ended = true;
      received.notifyAll();
    }
  }

  /** Waits until so many bytes have come, the stream has ended or the time is over. */
  String await(int bytes, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    synchronized (received) {
      for (long left = millis; received.size() < bytes && !ended && left > 0; ) {
        received.wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
      return received.toString(StandardCharsets.UTF_8);
    }
  }

  boolean isOpen() {
    synchronized (received) {
      return !ended;
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
