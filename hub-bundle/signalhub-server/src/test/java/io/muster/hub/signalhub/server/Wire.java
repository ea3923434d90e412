package io.muster.hub.signalhub.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Raw HTTP on a socket: what was really sent and received. */
final class Wire implements AutoCloseable {
  final Socket socket;
  private final InputStream in;

  /** An answer; the body is empty for streams. */
  record Answer(int status, Map<String, String> fields, String body) {}

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  Answer ask(String head, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    send(head + " HTTP/1.1\r\nHost: hub.test\r\nContent-Length: " + length + "\r\n\r\n" + body);
    return answer(head.startsWith("HEAD"));
  }

  Answer answer(boolean headOnly) throws IOException {
    Answer head = head();
    String length = head.fields().getOrDefault("content-length", "0");
    byte[] body = headOnly ? new byte[0] : in.readNBytes(Integer.parseInt(length));
    return new Answer(head.status(), head.fields(), new String(body, StandardCharsets.UTF_8));
  }

  Answer head() throws IOException {
    String status = line();
    Map<String, String> fields = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(status.split(" ")[1]), fields, "");
  }

  /** Text of a stream until it ends with the given text. */
  String streamUntil(String end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] last = end.getBytes(StandardCharsets.UTF_8);
    int matched = 0;
    while (matched < last.length) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended after: " + text.toString(StandardCharsets.UTF_8));
      }
      text.write(b);
      matched = b == last[matched] ? matched + 1 : b == last[0] ? 1 : 0;
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Reads until the stream or the connection ends; returns how many bytes came. */
  long drain() {
    long count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
