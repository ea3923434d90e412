package io.muster.bench.node;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Where the users' sides tell how many events they have handled: see {@link Progress}. */
final class ProgressPort implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final IntConsumer handled;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  ProgressPort(IntConsumer handled) throws IOException {
    this.handled = handled;
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    new Thread(this::accept, "muster-bench-port").start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        new Thread(() -> read(socket), "muster-bench-port-" + sockets.size()).start();
      }
    } catch (IOException e) {
      // closed: the node stops
    }
  }

  private void read(Socket socket) {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        handled.accept(in.readInt());
      }
    } catch (EOFException e) {
      // the user's node has ended
    } catch (IOException e) {
      // closed: the node stops
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
