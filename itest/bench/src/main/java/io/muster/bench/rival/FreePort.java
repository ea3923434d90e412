package io.muster.bench.rival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** For programs that do not tell which port they were given. */
final class FreePort {
  private FreePort() {}

  static int any() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
