package io.muster.hub.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers tell of hubs. */
@Tag("fuzz")
class HubAddressFuzzTest {
  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(US_ASCII)).toList();
  }

  @Test
  void addressHasOneFormOrIsRefused() {
    Fuzz.of(Subject.HUB_ADDRESS)
        .from(
            texts(
                "https://hub.example.org:8443/a/b",
                "http://127.0.0.1:8080",
                "https://[2001:db8::1]/x",
                "HTTPS://Hub.Example.ORG./a/../b/",
                "http://localhost"))
        .words(
            "http",
            "https://",
            ":",
            "/",
            "..",
            "//",
            "@",
            "?",
            "#",
            "[",
            "]",
            "%00",
            "%2f",
            "\\",
            ".",
            "0x7f000001",
            "2130706433",
            "127.1",
            "65536",
            "\u00e4",
            " ",
            "\r\n",
            "xn--")
        .refusing(IllegalArgumentException.class)
        .within(64_000, 128)
        .run(
            in -> HubAddress.canonical(new String(in, ISO_8859_1)),
            HubAddressFuzzTest::requireOneForm);
  }

  private static byte[] requireOneForm(URI canonical) {
    if (!HubAddress.canonical(canonical.toString()).equals(canonical)) {
      throw new AssertionError("another form: " + HubAddress.canonical(canonical.toString()));
    }
    return null;
  }
}
