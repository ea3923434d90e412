package io.muster.hub.signalhub;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * One request on a connection of its own. The calls block; {@link #abort} may come from any thread
 * and ends them.
 */
final class Exchange implements AutoCloseable {
  private final Dialler dialler;
  private final HubAddress hub;
  private final Object guard = new Object();
  private Socket socket;
  private String aborted;

  Exchange(Dialler dialler, HubAddress hub) {
    this.dialler = dialler;
    this.hub = hub;
  }

  /**
   * Connects, writes the request and reads the head of the answer.
   *
   * @param head from the method to the last field, lines ended by CRLF, without the empty line
   * @param body perhaps empty
   * @param timeout for each step; the limit of the whole is the caller's to enforce by aborting
   */
  HttpAnswer send(String head, byte[] body, Duration timeout) throws IOException {
    Socket connection = dialler.connect(hub, timeout, this::opened);
    connection.setSoTimeout((int) timeout.toMillis());
    OutputStream out = connection.getOutputStream();
    byte[] bytes = HttpAnswerReader.ascii(head + "Host: " + hub.authority() + "\r\n\r\n");
    byte[] request = java.util.Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, request, bytes.length, body.length);
    out.write(request);
    out.flush();
    return new HttpAnswerReader(new BufferedInputStream(connection.getInputStream())).read();
  }

  /** Sets how long the body of the answer may stay silent before a read of it fails. */
  void silenceLimit(Duration limit) throws IOException {
    Socket current;
    synchronized (guard) {
      current = socket;
    }
    current.setSoTimeout((int) limit.toMillis());
  }

  /**
   * Ends the exchange now; the first reason stays.
   *
   * @param reason what to say instead of the failure that this causes
   */
  void abort(String reason) {
    Socket current;
    synchronized (guard) {
      aborted = aborted == null ? reason : aborted;
      current = socket;
    }
    closeQuietly(current);
  }

  /** What to tell people about a failure of this exchange. */
  String explain(Exception failure) {
    synchronized (guard) {
      if (aborted != null) {
        return aborted;
      }
    }
    return Failures.describe(failure);
  }

  @Override
  public void close() {
    abort("closed");
  }

  private void opened(Socket opened) {
    boolean late;
    synchronized (guard) {
      socket = opened;
      late = aborted != null;
    }
    if (late) {
      closeQuietly(opened);
    }
  }

  /** Closes the plain socket: closing TLS could wait for a peer that does not read. */
  private static void closeQuietly(Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // The descriptor is gone all the same; there is nothing to add for anybody.
        return;
      }
    }
  }
}
