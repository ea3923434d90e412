package io.muster.bench.rival;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The protocol of Redis, as much of it as is needed. One thread writes, one reads. */
final class RedisConnection implements Closeable {
  private static final int BUFFER = 1 << 17;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RedisConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
  }

  void write(String... words) throws IOException {
    line("*" + words.length);
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      line("$" + bytes.length);
      out.write(bytes);
      line("");
    }
  }

  private void line(String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Returns an answer: a text, a list of answers, or null. */
  Object read() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("Redis answers: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    in.readNBytes(2);
    return text;
  }

  private List<Object> array(int size) throws IOException {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(read());
    }
    return all;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis has closed the connection");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
