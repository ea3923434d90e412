package io.muster.host;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Finds the address of the HTTP service and waits until the hub answers there. */
final class HubProbe {
  private static final String RUNTIME = "org.osgi.service.servlet.runtime.HttpServiceRuntime";
  private static final String ENDPOINT = "osgi.http.endpoint";
  private static final int STEP_MILLIS = 50;

  private final BundleContext context;
  private final Duration limit;
  private final CountDownLatch never = new CountDownLatch(1);

  HubProbe(BundleContext context, Duration limit) {
    this.context = context;
    this.limit = limit;
  }

  /**
   * Asks until the hub answers.
   *
   * @return its URL, without a slash at the end
   */
  String awaitAnswer() throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      String url = endpoint();
      if (url != null && answers(url)) {
        return url;
      }
      never.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    throw new IOException("the hub does not answer after " + limit.toSeconds() + " s");
  }

  private String endpoint() {
    ServiceReference<?> runtime = context.getServiceReference(RUNTIME);
    Object property = runtime == null ? null : runtime.getProperty(ENDPOINT);
    if (property instanceof String[] urls && urls.length > 0) {
      return urls[0].endsWith("/") ? urls[0].substring(0, urls[0].length() - 1) : urls[0];
    }
    return null;
  }

  private static boolean answers(String url) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url + "/").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(1000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }
}
