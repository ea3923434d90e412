package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The three routes of the protocol, read from the path as it was sent. Nothing here blocks: bodies
 * and streams are asynchronous.
 */
final class SignalhubServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Limits as they are now. */
  private final transient Supplier<ServerSettings> settings;

  /** Who listens. */
  private final transient Hub hub;

  /** Opens streams. */
  private final transient Streams streams;

  /** What servlets have no means for. */
  private final transient Container container;

  /** Receives messages. */
  private final transient Posts posts;

  SignalhubServlet(
      Supplier<ServerSettings> settings, Hub hub, Streams streams, Container container) {
    this.settings = settings;
    this.hub = hub;
    this.streams = streams;
    this.container = container;
    this.posts = new Posts(settings, hub);
  }

  /** How many messages are being received. */
  int pendingPosts() {
    return posts.pending();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (settings.get().prefix().isEmpty()) {
      container.takeAsterisk(request);
    }
    Route route = Route.of(request.getRequestURI(), settings.get().prefix());
    if (route instanceof Route.Refused refused && refused.reason().isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    Answers.cors(response);
    if (request.getMethod().equals("OPTIONS")) {
      response.setContentLength(0);
    } else if (route instanceof Route.About) {
      about(request, response);
    } else if (route instanceof Route.Channels channels) {
      channels(request, response, channels);
    } else if (route instanceof Route.Refused refused) {
      Answers.problem(response, HttpServletResponse.SC_BAD_REQUEST, refused.reason());
    } else {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void channels(
      HttpServletRequest request, HttpServletResponse response, Route.Channels channels)
      throws IOException {
    switch (request.getMethod()) {
      case "GET" -> streams.open(request, response, channels.names());
      case "POST" -> posts.receive(request, response, channels.names());
      default -> Answers.methodNotAllowed(response, "GET, POST, OPTIONS");
    }
  }

  private void about(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      Answers.methodNotAllowed(response, "GET, HEAD, OPTIONS");
      return;
    }
    Hub.Count count = hub.count();
    String text =
        "{\n  \"name\": \"muster-signalhub\",\n  \"version\": \"0.1.0\",\n  \"subscribers\": "
            + count.subscriptions()
            + ",\n  \"connections\": "
            + count.connections()
            + "\n}\n";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json; charset=utf-8");
    response.setContentLength(body.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(body);
    }
  }
}
