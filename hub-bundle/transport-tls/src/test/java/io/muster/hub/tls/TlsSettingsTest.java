package io.muster.hub.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
  private static final PeerKey KEY = LocalIdentity.generate(Rogues.RANDOM).key();

  @Test
  void nothingConfiguredMeansTheLoopbackAddressAndAnyPort() {
    Settings settings = Settings.of(TlsConfig.PID, Map.of());
    assertEquals(TlsSettings.DEFAULT, TlsSettings.read(settings));
    assertEquals(List.of(), settings.report().problems());
  }

  @Test
  void everyKeyIsRead() {
    Settings settings =
        Settings.of(
            TlsConfig.PID,
            Map.of(
                "host",
                "0.0.0.0",
                "port",
                "8008",
                "advertise",
                new String[] {"example.org", "[2001:db8::1]:99"},
                "max.links",
                7,
                "max.handshakes",
                6,
                "max.handshakes.per.address",
                5,
                "handshake.timeout.s",
                "4"));
    TlsSettings expected =
        new TlsSettings(
            "0.0.0.0",
            8008,
            List.of(
                new TlsSettings.Advertised("example.org", 0),
                new TlsSettings.Advertised("2001:db8::1", 99)),
            new TlsSettings.Limits(7, 6, 5, Duration.ofSeconds(4)));
    assertEquals(expected, TlsSettings.read(settings));
    assertEquals(List.of(), settings.report().problems());
  }

  @ParameterizedTest
  @CsvSource({
    "port,70000,0 to 65535",
    "port,abc,0 to 65535",
    "max.links,0,1 to 4096",
    "handshake.timeout.s,61,1 to 60",
    "advertise,a b,HOST or HOST:PORT",
    "advertise,example.org:70000,HOST or HOST:PORT",
    "prot,1,port",
    "host,0.0.0.0,others are not told"
  })
  void badValueOrTypoIsNamed(String key, String value, String expected) {
    Settings settings = Settings.of(TlsConfig.PID, Map.of(key, value));
    TlsSettings.read(settings);
    List<SettingsProblem> problems = settings.report().problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).toString().contains(expected), problems.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "example.org,example.org,0",
    "example.org:1,example.org,1",
    "192.0.2.1:65535,192.0.2.1,65535",
    "2001:db8::1,2001:db8::1,0",
    "[2001:db8::1],2001:db8::1,0",
    "[2001:db8::1]:8008,2001:db8::1,8008"
  })
  void advertisedPlacesAreUnderstood(String text, String host, int port) {
    assertEquals(new TlsSettings.Advertised(host, port), TlsSettings.Advertised.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "a:", "a:x", "a:-1", "a b", "a/b", "user@a"})
  void otherPlacesAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TlsSettings.Advertised.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "2001:db8::1", "example.org"})
  void addressIsWrittenAndReadBack(String host) {
    TlsAddress address = new TlsAddress(host, 8008, KEY);
    PeerAddress text = PeerAddress.parse(address.toPeerAddress().toString());
    assertEquals(address, TlsAddress.of(text));
    assertEquals("tls", text.scheme());
    assertEquals(KEY, text.key().orElseThrow());
  }

  static Stream<String> otherAddresses() {
    return Stream.of(
        "net:127.0.0.1:8008",
        "net:127.0.0.1~tls:" + KEY,
        "net:127.0.0.1:0~tls:" + KEY,
        "net:127.0.0.1:65536~tls:" + KEY,
        "net:127.0.0.1:x~tls:" + KEY,
        "net:127.0.0.1:1~tls:abc",
        "net:127.0.0.1:1~noauth~tls:" + KEY,
        "local:" + KEY);
  }

  @ParameterizedTest
  @MethodSource("otherAddresses")
  void otherAddressIsAMistakeOfTheConfiguration(String text) {
    PeerAddress address = PeerAddress.parse(text);
    LinkException e = assertThrows(LinkException.class, () -> TlsAddress.of(address));
    assertEquals(Reason.CONFIGURATION, e.reason());
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }

  @Test
  void certificateIsSmallAndProvesTheKeyOfItsIdentity() throws Exception {
    LocalIdentity identity = LocalIdentity.generate(Rogues.RANDOM);
    Credentials one = Credentials.fresh(identity, Rogues.RANDOM);
    Credentials two = Credentials.fresh(identity, Rogues.RANDOM);
    X509Certificate certificate = one.certificate();
    assertEquals(identity.key(), PeerCertificate.verify(certificate, new Ed25519Verifier()));
    assertEquals(3, certificate.getVersion());
    assertTrue(certificate.getEncoded().length < 400, "length " + certificate.getEncoded().length);
    assertTrue(
        !certificate.getPublicKey().equals(two.certificate().getPublicKey()),
        "two starts have the same key pair");
    assertArrayEquals(
        one.getPrivateKey("muster").getEncoded(), one.getPrivateKey("x").getEncoded());
  }
}
