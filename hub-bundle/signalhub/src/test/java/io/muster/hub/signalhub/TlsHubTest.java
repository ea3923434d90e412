package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.Rendezvous.Session;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsHubTest {
  private static final char[] PASSWORD = "only-for-this-test".toCharArray();
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n";

  @TempDir static Path directory;
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificateForHubTest() throws Exception {
    Path store = directory.resolve("hub.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String password = new String(PASSWORD);
    Process made =
        new ProcessBuilder(
                (keytool
                        + " -genkeypair -alias hub -keyalg EC -dname CN=hub.test -ext"
                        + " SAN=dns:hub.test -storetype PKCS12 -validity 2 -keystore "
                        + store
                        + " -storepass "
                        + password)
                    .split(" "))
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertTrue(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    tls = context(keys);
  }

  @Test
  void hubWithATrustedCertificateForItsNameIsUsed() throws Exception {
    try (ScriptedHub hub = hub();
        Client client = client(tls.getSocketFactory())) {
      Session session = client.connect(at("hub.test", hub), "ch");
      assertEquals("1", client.message());
      Client.get(session.publish("ch", "2"));
      hub.nextRequest();
      ScriptedHub.Request post = hub.nextRequest();
      assertEquals("2", post.body());
      assertTrue(post.head().contains("\r\nHost: hub.test:" + hub.port() + "\r\n"));
    }
  }

  @Test
  void certificateForAnotherNameIsRefused() throws Exception {
    try (ScriptedHub hub = hub();
        Client client = client(tls.getSocketFactory())) {
      var failure = Client.failure(client.connecting(at("other.test", hub), "ch"));
      assertTrue(failure.getMessage().contains("other.test"), failure.getMessage());
    }
  }

  @Test
  void certificateThatNobodyTrustsIsRefused() throws Exception {
    SSLSocketFactory standard = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (ScriptedHub hub = hub();
        Client client = client(standard)) {
      Client.failure(client.connecting(at("hub.test", hub), "ch"));
    }
  }

  @Test
  void hubWithoutTlsIsNotSpokenToInTheClear() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Client client = client(tls.getSocketFactory())) {
      var pending = client.connecting(URI.create("https://hub.test:" + plain.getLocalPort()), "ch");
      try (var connection = plain.accept()) {
        assertEquals(0x16, connection.getInputStream().read(), "a TLS handshake record");
      }
      Client.failure(pending);
    }
  }

  private static ScriptedHub hub() throws Exception {
    ServerSocket server =
        tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new ScriptedHub(
        server,
        (request, connection) -> {
          String answer = request.head().startsWith("GET") ? STREAM : "HTTP/1.1 200 OK\r\n\r\n";
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        });
  }

  private static URI at(String host, ScriptedHub hub) {
    return URI.create("https://" + host + ":" + hub.port());
  }

  private static Client client(SSLSocketFactory factory) {
    InetAddress[] loopback = {InetAddress.getLoopbackAddress()};
    return new Client(Client.DEFAULTS, new Dialler(host -> loopback, factory));
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
