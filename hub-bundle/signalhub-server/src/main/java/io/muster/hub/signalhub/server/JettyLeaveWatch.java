package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Asks Jetty's connection to tell when something can be read from it. A subscriber has nothing more
 * to say, so what can be read is the end of the connection; one that does send something is closed
 * as well. Only for HTTP/1, where the connection serves nothing else meanwhile.
 */
final class JettyLeaveWatch implements LeaveWatch {
  JettyLeaveWatch() {
    // Fails here, where the caller expects it, if Jetty is not there.
    ServletContextRequest.class.getName();
  }

  @Override
  public void watch(HttpServletRequest request, Runnable left) {
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    if (core == null
        || core.getConnectionMetaData().getHttpVersion().getVersion()
            > HttpVersion.HTTP_1_1.getVersion()) {
      return;
    }
    wait(core.getConnectionMetaData().getConnection().getEndPoint(), left);
  }

  private static void wait(EndPoint connection, Runnable left) {
    connection.tryFillInterested(
        new Callback() {
          @Override
          public void succeeded() {
            if (isSilent(connection)) {
              JettyLeaveWatch.wait(connection, left);
            } else {
              left.run();
            }
          }

          @Override
          public void failed(Throwable reason) {
            left.run();
          }
        });
  }

  private static boolean isSilent(EndPoint connection) {
    try {
      ByteBuffer buffer = BufferUtil.allocate(16);
      return connection.fill(buffer) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
