package io.muster.host;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds out before the start whether a port can be had: Jetty would only log it. */
final class FreePort {
  private FreePort() {}

  static int check(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return port == 0 ? 0 : probe.getLocalPort();
    } catch (BindException e) {
      throw new IOException(
          "port " + port + " cannot be used (" + e.getMessage() + "); name another with --port", e);
    }
  }
}
