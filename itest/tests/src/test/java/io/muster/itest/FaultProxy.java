package io.muster.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bad network between a port of its own and another, on loopback. Says what it did. */
final class FaultProxy implements AutoCloseable {
  /** What it does to connections, those that are open, too. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** Each piece waits 5 to 60 ms. */
    DELAY,
    /** Pieces of 1 to 7 bytes. */
    SPLIT,
    /** Connections are reset at once, and so are new ones. */
    RESET,
    /** Connections end in order, and so do new ones. */
    FIN,
    /** Connections stay open; what is sent is taken and kept back. */
    BLACK_HOLE,
    /** Connections stay open; nothing is taken. */
    NEVER_READ,
    /** Connections are reset after 3 000 bytes in one direction. */
    DROP_AFTER
  }

  private static final int DROP_AFTER_BYTES = 3_000;

  private final ServerSocket door;
  private final int target;
  private final Random random;
  private final AtomicInteger accepted = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Fault fault = Fault.NONE;
  private boolean closed;

  private record Pair(Socket one, Socket other) {}

  FaultProxy(int target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("door", this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many connections were accepted. */
  int accepted() {
    return accepted.get();
  }

  List<String> log() {
    return List.copyOf(log);
  }

  void set(Fault next) {
    lock.lock();
    try {
      log.add(fault + " -> " + next + " with " + pairs.size() + " connections");
      fault = next;
      changed.signalAll();
      if (next == Fault.RESET || next == Fault.FIN) {
        List.copyOf(pairs).forEach(pair -> end(pair, next == Fault.RESET));
      }
    } finally {
      lock.unlock();
    }
  }

  private void start(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                log.add(name + " ended: " + e.getMessage());
              }
            },
            "fault-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run() throws IOException;
  }

  private void accept() throws IOException {
    while (true) {
      Socket from = door.accept();
      int number = accepted.incrementAndGet();
      Socket to = toTarget();
      if (to == null) {
        from.close();
        continue;
      }
      Pair pair = new Pair(from, to);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      lock.lock();
      try {
        pairs.add(pair);
        if (closed || fault == Fault.RESET || fault == Fault.FIN) {
          log.add("connection " + number + " met " + fault);
          end(pair, fault == Fault.RESET);
          continue;
        }
      } finally {
        lock.unlock();
      }
      start(number + "-there", () -> pump(pair, from, to));
      start(number + "-back", () -> pump(pair, to, from));
    }
  }

  /** Null if nobody listens there now. */
  private Socket toTarget() {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      log.add("nobody there: " + e.getMessage());
      return null;
    }
  }

  private void pump(Pair pair, Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[16_384];
    int passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        hold(Fault.NEVER_READ);
        int n = in.read(buffer);
        if (n < 0) {
          return;
        }
        hold(Fault.BLACK_HOLE);
        passed += n;
        if (is(Fault.DROP_AFTER) && passed > DROP_AFTER_BYTES) {
          log.add("dropped after " + passed + " bytes");
          end(pair, true);
          return;
        }
        forward(out, buffer, n);
      }
    } finally {
      end(pair, false);
    }
  }

  private void forward(OutputStream out, byte[] buffer, int length) throws IOException {
    if (is(Fault.DELAY)) {
      pause(5 + drawn(55));
    }
    for (int at = 0; at < length; ) {
      int piece = is(Fault.SPLIT) ? Math.min(length - at, 1 + drawn(7)) : length - at;
      out.write(buffer, at, piece);
      at += piece;
    }
  }

  private int drawn(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  private boolean is(Fault which) {
    lock.lock();
    try {
      return fault == which;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while there is such a fault. */
  private void hold(Fault which) {
    lock.lock();
    try {
      while (fault == which && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause(int millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void end(Pair pair, boolean reset) {
    lock.lock();
    try {
      pairs.remove(pair);
    } finally {
      lock.unlock();
    }
    for (Socket socket : new Socket[] {pair.one(), pair.other()}) {
      try {
        if (reset) {
          socket.setSoLinger(true, 0);
        }
        socket.close();
      } catch (IOException e) {
        log.add("closing: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      List.copyOf(pairs).forEach(pair -> end(pair, true));
    } finally {
      lock.unlock();
    }
    door.close();
  }
}
