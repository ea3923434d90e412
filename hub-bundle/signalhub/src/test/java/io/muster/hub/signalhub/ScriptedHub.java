package io.muster.hub.signalhub;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback whose every answer is scripted by the test. */
final class ScriptedHub implements AutoCloseable {
  /** Answers one request. */
  interface Script {
    void answer(Request request, Socket connection) throws IOException;
  }

  /** What came, byte for byte. */
  record Request(String head, String body) {
    String line() {
      return head.substring(0, head.indexOf("\r\n"));
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  ScriptedHub(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    start("test-hub-accept", this::accept);
  }

  ScriptedHub(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  /** Answers every request with the same text and then ends the connection. */
  static ScriptedHub saying(String answer) throws IOException {
    return new ScriptedHub(
        (request, connection) -> {
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          connection.getOutputStream().flush();
          connection.shutdownOutput();
        });
  }

  /** Opens a stream with the given events and keeps it open; takes every message. */
  static ScriptedHub streaming(String events) throws IOException {
    return new ScriptedHub(
        (request, connection) -> {
          String answer =
              request.head().startsWith("GET")
                  ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
                      + events
                  : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          connection.getOutputStream().flush();
        });
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  int port() {
    return server.getLocalPort();
  }

  Request nextRequest() throws InterruptedException {
    return requests.poll(30, TimeUnit.SECONDS);
  }

  int connectionCount() {
    return connections.size();
  }

  /** Ends what is open, as a hub that dies. */
  void cutAll() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        start("test-hub-serve", () -> serve(connection));
      }
    } catch (IOException e) {
      return;
    }
  }

  private void serve(Socket connection) {
    try {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      Request request = read(in);
      requests.add(request);
      script.answer(request, connection);
    } catch (IOException e) {
      return;
    }
  }

  private static Request read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int at = text.indexOf("Content-Length: ");
    int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf("\r", at)));
    return new Request(text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
