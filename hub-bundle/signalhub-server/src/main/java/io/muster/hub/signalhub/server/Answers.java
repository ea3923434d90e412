package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What answers have in common. */
final class Answers {
  private Answers() {}

  /** Pages of any origin may use the hub; it knows no logins, so credentials are not allowed. */
  static void cors(HttpServletResponse response) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
    response.setHeader("Access-Control-Max-Age", "86400");
    response.setHeader(
        "Access-Control-Allow-Headers",
        "X-Requested-With, X-HTTP-Method-Override, Content-Type, Accept, Authorization");
  }

  static void methodNotAllowed(HttpServletResponse response, String allowed) {
    response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    response.setHeader("Allow", allowed);
    response.setContentLength(0);
  }

  /** A refusal with its reason as text. */
  static void problem(HttpServletResponse response, int status, String reason) throws IOException {
    byte[] body = (reason + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/plain; charset=utf-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A refusal that may be gone after some seconds. */
  static void busy(HttpServletResponse response, int status, String reason, int seconds)
      throws IOException {
    response.setHeader("Retry-After", Integer.toString(seconds));
    problem(response, status, reason);
  }
}
