package io.muster.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP on a bare socket, so that exactly the bytes of a transcript are sent. */
final class RawConnection implements AutoCloseable {
  private static final int SILENCE_MILLIS = 20_000;

  private final Socket socket;
  private final URI hub;
  private final InputStream in;
  private boolean chunked;

  RawConnection(URI hub) throws IOException {
    this.hub = hub;
    socket = new Socket(hub.getHost(), hub.getPort());
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a request; a server that stops reading it is no failure, it may have answered. */
  void send(JsonObject request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(head(request));
    out.flush();
    try {
      if (request.has("chunks")) {
        for (JsonElement chunk : request.getAsJsonArray("chunks")) {
          sendChunk(out, TranscriptText.bytes(chunk));
        }
        sendChunk(out, new byte[0]);
      } else {
        out.write(TranscriptText.bytes(request.get("body")));
        out.flush();
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void sendChunk(OutputStream out, byte[] chunk) throws IOException {
    out.write(TranscriptText.utf8(Integer.toHexString(chunk.length) + "\r\n"));
    out.write(chunk);
    out.write(TranscriptText.utf8("\r\n"));
    out.flush();
  }

  private byte[] head(JsonObject request) {
    String path =
        request.get(request.has("pathBytesLatin1") ? "pathBytesLatin1" : "path").getAsString();
    String version = request.has("httpVersion") ? request.get("httpVersion").getAsString() : "1.1";
    StringBuilder head = new StringBuilder();
    head.append(request.get("method").getAsString()).append(' ').append(path);
    head.append(" HTTP/").append(version).append("\r\n");
    head.append("Host: ").append(hub.getAuthority()).append("\r\n");
    boolean framed = false;
    if (request.has("headers")) {
      for (Map.Entry<String, JsonElement> field : request.getAsJsonObject("headers").entrySet()) {
        framed |= field.getKey().equalsIgnoreCase("content-length");
        head.append(field.getKey()).append(": ").append(field.getValue().getAsString());
        head.append("\r\n");
      }
    }
    if (request.has("chunks")) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (request.has("body") && !framed) {
      int length = TranscriptText.bytes(request.get("body")).length;
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads a whole answer; throws {@link EOFException} if there is none. */
  RawAnswer answer(boolean withoutBody) throws IOException {
    RawAnswer head = head();
    if (withoutBody || head.status() == 204) {
      return head;
    }
    String length = head.fields().get("content-length");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (length != null) {
      body.write(in.readNBytes(Integer.parseInt(length)));
    } else {
      for (byte[] part = part(); part.length > 0; part = part()) {
        body.write(part);
      }
    }
    return new RawAnswer(head.status(), head.fields(), body.toString(StandardCharsets.UTF_8));
  }

  /** Reads the head alone; the body is a stream, read by {@link #part}. */
  RawAnswer head() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    chunked = fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    return new RawAnswer(Integer.parseInt(status[1]), fields, "");
  }

  /** Reads what is there of a body, whatever its framing; empty at its end. */
  byte[] part() throws IOException {
    if (!chunked) {
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      return n < 0 ? new byte[0] : java.util.Arrays.copyOf(buffer, n);
    }
    byte[] chunk = in.readNBytes(Integer.parseInt(line(), 16));
    line();
    return chunk;
  }

  /** From now on silence is no failure. */
  void listen() throws IOException {
    socket.setSoTimeout(0);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed without an answer");
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
