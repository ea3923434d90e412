package io.muster.bench.node;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers the program that measures, line by line, until that program ends or this is closed. */
public final class ControlLoop implements AutoCloseable {
  /** Carries out orders. */
  public interface Orders {
    /**
     * Carries out one order.
     *
     * @param words the order and its arguments
     * @return the answer, one line
     */
    String carryOut(String[] words) throws Exception;
  }

  private final Socket socket;
  private final Orders orders;
  private final Thread thread;

  /**
   * Connects and begins.
   *
   * @param port of the program that measures
   * @param orders carries out what it says
   */
  public ControlLoop(int port, Orders orders) throws IOException {
    this.orders = orders;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    thread = new Thread(this::run, "muster-bench-control");
    thread.start();
  }

  private void run() {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter out =
            new BufferedWriter(
                new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(answer(line));
        out.newLine();
        out.flush();
      }
    } catch (IOException e) {
      // the program that measures is gone, or this node stops: nobody waits for an answer
    }
  }

  private String answer(String line) {
    try {
      return "ok " + orders.carryOut(line.split(" "));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "error interrupted";
    } catch (Exception e) {
      return "error " + e.toString().replace('\n', ' ');
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    thread.interrupt();
    awaitThread();
  }

  private void awaitThread() {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the program that measures has ended. */
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }
}
