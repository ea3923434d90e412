package io.muster.bench.node;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the server's load how many events were handled here: no part of Muster, only how the window
 * of outstanding events is kept. Many at a time are told in one message.
 */
public final class Progress implements AutoCloseable {
  private final Socket socket;
  private final AtomicLong handled = new AtomicLong();
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean closed;

  /**
   * Connects.
   *
   * @param port where the server's load listens
   */
  public Progress(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    thread = new Thread(this::run, "muster-bench-progress");
    thread.start();
  }

  void one() {
    handled.incrementAndGet();
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    long told = 0;
    try (DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      while (!closed) {
        long now = handled.get();
        if (now > told) {
          out.writeInt((int) (now - told));
          told = now;
        } else {
          pause(told);
        }
      }
    } catch (IOException e) {
      // the server's load is gone: nobody counts any more
    }
  }

  private void pause(long told) {
    idle = true;
    if (handled.get() == told && !closed) {
      LockSupport.park(this);
    }
    idle = false;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(thread);
    awaitEnd();
    socket.close();
  }

  private void awaitEnd() {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
