package io.muster.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The test server of client transcripts: keeps what the client sends, opens a stream for every GET
 * and takes every POST, unless a response is given for GET.
 */
final class ScriptedServer implements AutoCloseable {
  /** What the client sent. */
  record Request(String method, String path, Map<String, String> fields, String body) {}

  private static final String OPEN =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n";
  private static final String TAKEN = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final ServerSocket server;
  private final JsonObject response;
  private final List<Request> requests = new ArrayList<>();
  private final List<Socket> connections = new ArrayList<>();

  /**
   * Starts on a free port of loopback.
   *
   * @param response the answer to GET, after which the stream ends; null for an open stream
   */
  ScriptedServer(JsonObject response) throws IOException {
    this.response = response;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
  }

  List<Request> requests(String method) {
    synchronized (requests) {
      return requests.stream().filter(request -> request.method().equals(method)).toList();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        synchronized (requests) {
          connections.add(connection);
        }
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void serve(Socket connection) {
    try {
      Request request = read(new BufferedInputStream(connection.getInputStream()));
      synchronized (requests) {
        requests.add(request);
      }
      OutputStream out = connection.getOutputStream();
      if (request.method().equals("POST")) {
        out.write(TranscriptText.utf8(TAKEN));
        connection.close();
      } else if (response == null) {
        out.write(TranscriptText.utf8(OPEN));
      } else {
        answer(out);
        connection.shutdownOutput();
      }
    } catch (IOException e) {
      return; // the client has gone
    }
  }

  /** The body byte by byte, because an event may be split anywhere. */
  private void answer(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + response.get("status") + " Scripted\r\n");
    if (response.has("headers")) {
      for (Map.Entry<String, JsonElement> field : response.getAsJsonObject("headers").entrySet()) {
        head.append(field.getKey()).append(": ").append(field.getValue().getAsString());
        head.append("\r\n");
      }
    }
    out.write(TranscriptText.utf8(head + "\r\n"));
    for (byte b : TranscriptText.bytes(response.get("body"))) {
      out.write(b);
      out.flush();
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ");
    Map<String, String> fields = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(first[0], first[1], fields, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "muster-conformance-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (requests) {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }
}
