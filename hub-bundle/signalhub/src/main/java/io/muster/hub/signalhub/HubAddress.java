package io.muster.hub.signalhub;

import java.net.URI;
import java.util.Locale;

/**
 * Where a hub is, as far as its text tells. Whether a plain {@code http} address is really on
 * loopback is seen only from the bytes it resolves to: {@link Dialler} checks that.
 *
 * @param tls whether the scheme is https
 * @param host name or address, IPv6 in brackets
 * @param port the port
 * @param prefix path before {@code /v1}, without a slash at its end, perhaps empty
 */
record HubAddress(boolean tls, String host, int port, String prefix) {
  private static final int MAX_LENGTH = 2048;

  static HubAddress of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("A hub address begins with https:// or http://: " + uri);
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "A hub address has no user name, query or fragment: " + scheme + "://" + uri.getHost());
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("A hub address needs a host, and a port if any: " + uri);
    }
    boolean tls = scheme.equals("https");
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    return new HubAddress(tls, uri.getHost().toLowerCase(Locale.ROOT), port, prefixOf(uri));
  }

  private static String prefixOf(URI uri) {
    String path = URI.create(uri.toASCIIString()).getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (prefix.length() > MAX_LENGTH || !prefix.equals(URI.create(prefix).normalize().toString())) {
      throw new IllegalArgumentException(
          "The path of a hub address has no dot segments and at most 2048 characters");
    }
    return prefix;
  }

  /** Host and port, as the field Host carries them. */
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority() + prefix;
  }
}
