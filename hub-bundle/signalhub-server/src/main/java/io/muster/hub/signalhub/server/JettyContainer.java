package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Jetty 12. To notice a leave, its connection is asked to tell when something can be read from it:
 * a subscriber has nothing more to say, so what can be read is the end of the connection; one that
 * does send something is closed as well. Only for HTTP/1, where the connection serves nothing else
 * meanwhile.
 */
final class JettyContainer implements Container {
  private final Set<HttpConfiguration> changed = new HashSet<>();
  private final HttpConfiguration.Customizer asterisk = JettyContainer::withPath;

  private boolean closed;

  JettyContainer() {
    // Fails here, where the caller expects it, if Jetty is not there.
    ServletContextRequest.class.getName();
  }

  @Override
  public Runnable whenLeft(HttpServletRequest request, Runnable left) {
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    if (core == null
        || core.getConnectionMetaData().getHttpVersion().getVersion()
            > HttpVersion.HTTP_1_1.getVersion()) {
      return () -> {};
    }
    EndPoint connection = core.getConnectionMetaData().getConnection().getEndPoint();
    await(connection, left);
    return connection::close;
  }

  @Override
  public void takeAsterisk(HttpServletRequest request) {
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    HttpConfiguration configuration =
        core == null ? null : core.getConnectionMetaData().getHttpConfiguration();
    if (configuration == null) {
      return;
    }
    synchronized (changed) {
      if (!closed && changed.add(configuration)) {
        configuration.addCustomizer(asterisk);
      }
    }
  }

  @Override
  public void close() {
    synchronized (changed) {
      closed = true;
      changed.forEach(configuration -> configuration.getCustomizers().remove(asterisk));
      changed.clear();
    }
  }

  private static Request withPath(Request request, HttpFields.Mutable fields) {
    if (!"OPTIONS".equals(request.getMethod())
        || !"*".equals(request.getHttpURI().getCanonicalPath())) {
      return request;
    }
    HttpURI root = HttpURI.build(request.getHttpURI()).path("/").asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpURI getHttpURI() {
        return root;
      }
    };
  }

  private static void await(EndPoint connection, Runnable left) {
    connection.tryFillInterested(
        new Callback() {
          @Override
          public void succeeded() {
            if (isSilent(connection)) {
              await(connection, left);
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
