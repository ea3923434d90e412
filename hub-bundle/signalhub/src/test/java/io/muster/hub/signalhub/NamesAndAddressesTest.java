package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesAndAddressesTest {
  private static final HubAddress HUB = HubAddress.of(URI.create("https://hub.test"));

  @ParameterizedTest
  @CsvSource({
    "https://hub.test, https://hub.test",
    "https://hub.test/, https://hub.test",
    "HTTPS://Hub.Test:443, https://hub.test",
    "http://127.0.0.1:80/, http://127.0.0.1",
    "http://localhost:8080/prefix/, http://localhost:8080/prefix",
    "https://[::1]:8443/a/b, https://[::1]:8443/a/b",
    "https://hub.test/b%C3%BCro, https://hub.test/b%C3%BCro",
    "https://hub.test/büro, https://hub.test/b%C3%BCro"
  })
  void addressIsReadAndWritten(String text, String canonical) {
    assertEquals(canonical, HubAddress.of(URI.create(text)).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub.test",
        "ftp://hub.test",
        "file:///etc/passwd",
        "https:hub.test",
        "https://user@hub.test",
        "https://user:secret@hub.test",
        "https://hub.test/?a",
        "https://hub.test/#a",
        "https://127.1",
        "https://a_b.test",
        "https://hub.test:0",
        "https://hub.test:65536",
        "https://hub.test/a/../b",
        "https:///a"
      })
  void addressThatIsNoHubIsRefusedWithoutShowingSecrets(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> HubAddress.of(URI.create(text)));
    assertEquals(-1, e.getMessage().indexOf("secret"));
  }

  @Test
  void namesAreWrittenByteForByteAsNpmClientsDo() {
    String name = "a\"b{c}d|e^f`g<h>i[j]k'l@m:n+o=p&q;r~s!t*(u)";
    assertEquals(
        "/v1/app/a%22b%7Bc%7Dd%7Ce%5Ef%60g%3Ch%3Ei[j]k%27l@m:n+o=p&q;r~s!t*(u)",
        PathNames.broadcast(HUB, "app", name));
    assertEquals("/v1/app/my%20room", PathNames.broadcast(HUB, "app", "my room"));
    assertEquals("/v1/app/room/7/", PathNames.broadcast(HUB, "app", "room/7/"));
    assertEquals("/v1/app/a,b,c%20d", PathNames.subscription(HUB, "app", Set.of("c d", "b", "a")));
  }

  @Test
  void namesThatNpmClientsCutAreEncodedWhole() {
    assertEquals("/v1/app/room%237", PathNames.broadcast(HUB, "app", "room#7"));
    assertEquals("/v1/app/room%3F7", PathNames.broadcast(HUB, "app", "room?7"));
    assertEquals("/v1/app/b%C3%BCro", PathNames.broadcast(HUB, "app", "büro"));
    assertEquals("/v1/app/a%0D%0Ab", PathNames.broadcast(HUB, "app", "a\r\nb"));
    assertEquals("/v1/app/%E5%98%8D", PathNames.broadcast(HUB, "app", "\u560D"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/../b", "\ud800"})
  void namesThatNoPathCarriesAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> PathNames.broadcast(HUB, "app", name));
    assertThrows(
        IllegalArgumentException.class, () -> PathNames.subscription(HUB, "app", Set.of(name)));
  }

  @Test
  void separatorsInTheWrongPlaceAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> PathNames.subscription(HUB, "app", Set.of("a,b")));
    assertThrows(IllegalArgumentException.class, () -> PathNames.broadcast(HUB, "a/b", "ch"));
    assertThrows(
        IllegalArgumentException.class, () -> PathNames.broadcast(HUB, "app", "x".repeat(513)));
  }

  @Test
  void retryAfterIsReadInBothForms() {
    assertEquals(Duration.ofSeconds(120), Failures.retryAfter("120", Client.CLOCK));
    assertEquals(Duration.ofHours(1), Failures.retryAfter("999999999", Client.CLOCK));
    assertEquals(
        Duration.ofSeconds(30), Failures.retryAfter("Thu, 1 Jan 2026 00:00:30 GMT", Client.CLOCK));
    assertEquals(Duration.ZERO, Failures.retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", Client.CLOCK));
    assertNull(Failures.retryAfter("soon", Client.CLOCK));
    assertNull(Failures.retryAfter("-1", Client.CLOCK));
    assertNull(Failures.retryAfter(null, Client.CLOCK));
  }
}
