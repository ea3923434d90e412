package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.peer.PeerAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubAddressTest {
  @Test
  void spellingsOfOneAddressAreOneHub() {
    for (String spelling :
        List.of(
            "https://hub.example.org",
            "https://hub.example.org/",
            "HTTPS://Hub.Example.ORG:443",
            "https://hub.example.org./")) {
      assertEquals(URI.create("https://hub.example.org"), HubAddress.canonical(spelling));
    }
    assertEquals(
        URI.create("https://hub.example.org:8443/a"),
        HubAddress.canonical("https://hub.example.org:8443/b/../a/"));
  }

  @Test
  void plainHttpIsForLoopbackOnly() {
    assertEquals(
        URI.create("http://127.0.0.1:8080"), HubAddress.canonical("http://127.0.0.1:8080/"));
    assertEquals(URI.create("http://[::1]"), HubAddress.canonical("http://[::1]:80"));
    refused("http://hub.example.org");
    refused("http://127.0.0.1.example.org");
  }

  @Test
  void addressesOfAnotherFormAreRefused() {
    refused("hub.example.org");
    refused("ftp://hub.example.org");
    refused("https://user@hub.example.org");
    refused("https://hub.example.org/?q");
    refused("https://hub.example.org/#f");
    refused("https://hub.example.org:0");
    refused("https://hub.example.org:70000");
    refused("https:///path");
    refused("https://hub example.org");
    refused("https://" + "h".repeat(3_000));
  }

  @Test
  void strangersCannotPointAtThisMachineOrItsNetwork() {
    for (String host :
        List.of(
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "[::1]",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "[2002:7f00:1::]",
            "hub",
            "printer.local",
            "x.internal",
            "0177.0.0.1",
            "127.1")) {
      assertThrows(
          IllegalArgumentException.class, () -> HubAddress.learned("https://" + host), host);
    }
    assertThrows(IllegalArgumentException.class, () -> HubAddress.learned("http://127.0.0.1"));
    HubAddress.learned("https://hub.example.org");
    HubAddress.learned("https://93.184.216.34");
    HubAddress.learned("https://[2a00:1450::1]");
  }

  @Test
  void addressesOfPeersNameHubs() {
    PeerAddress address =
        new PeerAddress(
            List.of(
                List.of(new PeerAddress.Protocol("rtc", List.of("hub.example.org", "8443"))),
                List.of(new PeerAddress.Protocol("hub", List.of("https://other.example.org/a")))));
    assertEquals(
        List.of("https://hub.example.org:8443", "https://other.example.org/a"),
        HubAddress.within(PeerAddress.parse(address.toString())));
  }

  private static void refused(String address) {
    assertThrows(IllegalArgumentException.class, () -> HubAddress.canonical(address), address);
  }
}
