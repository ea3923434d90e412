package io.muster.hub.tls;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of the transport.
 *
 * @param host the address to listen at
 * @param port the port to listen at, 0 for any
 * @param advertise what others are told, empty for {@code host} and the real port
 * @param limits what is bounded
 */
public record TlsSettings(String host, int port, List<Advertised> advertise, Limits limits) {
  /** Listens at a free port of the loopback address. */
  public static final TlsSettings DEFAULT =
      new TlsSettings("127.0.0.1", 0, List.of(), Limits.DEFAULT);

  /**
   * Where others reach this node.
   *
   * @param host a name or a numeric address
   * @param port the port, 0 for the one that is listened at
   */
  public record Advertised(String host, int port) {
    /** Reads {@code HOST}, {@code HOST:PORT}, {@code [IPV6]} or {@code [IPV6]:PORT}. */
    static Advertised parse(String text) {
      int bracket = text.lastIndexOf(']');
      int colon = text.lastIndexOf(':');
      boolean bare = colon < 0 || colon < bracket || text.indexOf(':') < colon && bracket < 0;
      String host = bare ? text : text.substring(0, colon);
      int port = bare ? 0 : Integer.parseInt(text.substring(colon + 1));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (host.isEmpty() || !host.matches("[A-Za-z0-9.:_-]{1,253}") || port < 0 || port > 65_535) {
        throw new IllegalArgumentException("'" + text + "' is neither HOST nor HOST:PORT");
      }
      return new Advertised(host, port);
    }
  }

  /**
   * What is bounded.
   *
   * @param maxLinks open links and attempts
   * @param maxHandshakes connections that have not proven a key yet
   * @param maxHandshakesPerAddress the same from one address
   * @param handshake how long an incoming connection may take to prove its key
   */
  public record Limits(
      int maxLinks, int maxHandshakes, int maxHandshakesPerAddress, Duration handshake) {
    static final Limits DEFAULT = new Limits(256, 64, 16, Duration.ofSeconds(10));
  }

  boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  /** Reads the keys of {@link TlsConfig}. */
  static TlsSettings read(Settings settings) {
    String host = settings.text("host", DEFAULT.host());
    int port = settings.integer("port", 0, 0, 65_535);
    List<Advertised> advertise =
        settings.texts("advertise", List.of()).stream()
            .map(text -> advertised(settings, text))
            .flatMap(Optional::stream)
            .toList();
    Limits limits =
        new Limits(
            settings.integer("max.links", 256, 1, 4096),
            settings.integer("max.handshakes", 64, 1, 1024),
            settings.integer("max.handshakes.per.address", 16, 1, 1024),
            settings.duration(
                "handshake.timeout.s",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60)));
    TlsSettings read = new TlsSettings(host, port, advertise, limits);
    if (read.isWildcard() && advertise.isEmpty()) {
      settings.add(
          Severity.WARN,
          "advertise",
          "is empty although host is "
              + host
              + ", so others are not told where this node is;"
              + " expected HOST or HOST:PORT as others reach it");
    }
    return read;
  }

  private static Optional<Advertised> advertised(Settings settings, String text) {
    try {
      return Optional.of(Advertised.parse(text));
    } catch (IllegalArgumentException e) {
      settings.add(Severity.WARN, "advertise", "expected HOST or HOST:PORT; it is left out");
      return Optional.empty();
    }
  }
}
