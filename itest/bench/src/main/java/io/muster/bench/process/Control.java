package io.muster.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The line over which a process takes orders: it connects, then answers each line by one. */
public final class Control implements AutoCloseable {
  private static final int START_MS = 600_000;
  private static final int LOOK_MS = 200;

  private final ServerSocket port;
  private Socket socket;
  private BufferedReader in;
  private BufferedWriter out;

  private Control(ServerSocket port) {
    this.port = port;
  }

  /** Opens a port on loopback for one process. */
  public static Control open() throws IOException {
    return new Control(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
  }

  /** Returns the port that the process is to connect to. */
  public int port() {
    return port.getLocalPort();
  }

  /**
   * Waits until the process has connected.
   *
   * @param child the process
   */
  public void await(Child child) throws IOException {
    port.setSoTimeout(LOOK_MS);
    long end = System.nanoTime() + Duration.ofMillis(START_MS).toNanos();
    while (socket == null) {
      try {
        socket = port.accept();
      } catch (SocketTimeoutException e) {
        child.requireAlive();
        child.requireNot("not active");
        if (System.nanoTime() > end) {
          throw new IOException("the process does not take orders: " + child.output(), e);
        }
      }
    }
    socket.setTcpNoDelay(true);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    out =
        new BufferedWriter(
            new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Gives an order and waits for the answer.
   *
   * @param order one line
   * @param patience how long to wait
   * @return the answer
   * @throws IOException if the process fails or does not answer
   */
  public String ask(String order, Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    out.write(order);
    out.newLine();
    out.flush();
    String answer = in.readLine();
    if (answer == null || !answer.startsWith("ok")) {
      throw new IOException("'" + order + "' failed: " + answer);
    }
    return answer.substring(2).trim();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    port.close();
  }
}
