package io.muster.hub.provider;

import io.muster.peer.PeerAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a hub's address looks like: two spellings of one address give one text. */
final class HubAddress {
  private static final int MAX_LENGTH = 2048;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private HubAddress() {}

  /** Reads an address that the user gave. */
  static URI canonical(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused(text.substring(0, 80) + "…", "is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return canonical(new URI(text));
    } catch (URISyntaxException e) {
      throw refused(text, "is not a URI: " + e.getReason());
    }
  }

  /** Checks an address that the user gave and brings it into its one form. */
  static URI canonical(URI hub) {
    String scheme = hub.getScheme() == null ? "" : hub.getScheme().toLowerCase(Locale.ROOT);
    String host = hub.getHost() == null ? "" : hub.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    requireForm(hub, scheme, host);
    int port =
        hub.getPort() == (scheme.equals("https") ? HTTPS_PORT : HTTP_PORT) ? -1 : hub.getPort();
    String path = hub.normalize().getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return URI.create(scheme + "://" + host + (port < 0 ? "" : ":" + port) + path);
  }

  private static void requireForm(URI hub, String scheme, String host) {
    if (!scheme.equals("https") && !scheme.equals("http") || host.isEmpty()) {
      throw refused(hub, "is not of the form https://HOST[:PORT][/PATH]");
    }
    if (hub.getRawUserInfo() != null || hub.getRawQuery() != null || hub.getRawFragment() != null) {
      throw refused(hub, "has user info, a query or a fragment");
    }
    if (hub.getPort() == 0 || hub.getPort() > 65_535) {
      throw refused(hub, "has the port " + hub.getPort());
    }
    if (scheme.equals("http") && !isLoopback(host)) {
      throw refused(hub, "is plain http, which is for loopback hosts only; use https");
    }
  }

  /**
   * Checks an address that a stranger told: no plain http, and no host of this machine or of a
   * private network, named as such. What a name resolves to is the rendezvous provider's to check.
   */
  static URI learned(String text) {
    URI hub = canonical(text);
    String host = hub.getHost();
    if (!hub.getScheme().equals("https") || isLoopback(host) || isPrivate(host)) {
      throw refused(hub, "was told by a stranger, and is plain http, loopback or private");
    }
    return hub;
  }

  /**
   * The hubs that a multiserver address names: {@code rtc:HOST:PORT}, which means https, and {@code
   * hub:URL} with the URL escaped as data.
   */
  static List<String> within(PeerAddress address) {
    List<String> found = new ArrayList<>();
    for (List<PeerAddress.Protocol> chain : address.alternatives()) {
      for (PeerAddress.Protocol protocol : chain) {
        List<String> data = protocol.data();
        if (protocol.name().equals("rtc") && data.size() == 2) {
          found.add("https://" + data.get(0) + ":" + data.get(1));
        } else if (protocol.name().equals("hub") && data.size() == 1) {
          found.add(data.get(0));
        }
      }
    }
    return found;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  /** Private, link-local and unspecified literals, shared and local names, and odd numerals. */
  private static boolean isPrivate(String host) {
    if (host.startsWith("[")) {
      return !host.matches("\\[[23][0-9a-f]{3}:.*") || host.startsWith("[2002:");
    }
    boolean numeral = host.matches("[0-9.]+") || host.matches("(0x[0-9a-f]*\\.?)+");
    boolean dotted = host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    boolean local = !host.contains(".") || host.endsWith(".local") || host.endsWith(".internal");
    return local
        || numeral && !dotted
        || host.matches("(0|10|127|192\\.168|169\\.254|22[4-9]|2[3-5][0-9])\\..*") && numeral
        || host.matches("172\\.(1[6-9]|2[0-9]|3[01])\\..*") && numeral
        || host.matches("100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\..*") && numeral;
  }

  private static IllegalArgumentException refused(Object hub, String why) {
    return new IllegalArgumentException("The hub address '" + hub + "' " + why);
  }
}
