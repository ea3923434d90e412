package io.muster.hub.signalhub.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients of a hub ask for. */
@Tag("fuzz")
class RouteFuzzTest {
  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(ISO_8859_1)).toList();
  }

  @Test
  void everyPathIsARouteOrRefused() {
    Fuzz.of(Subject.ROUTE)
        .from(
            texts("/hub/v1/app/all,me", "/hub/v1/a%2Fb/%C3%BC,c%25", "/hub", "/hub/v1/__proto__/x"))
        .words(
            "/",
            ",",
            "%",
            "%2e",
            "%00",
            "%zz",
            "..",
            "/v1/",
            "v1",
            "%252e",
            "__proto__",
            "%ff",
            "\u0000")
        .neverRefusing()
        .within(64_000, 256)
        .run(in -> Route.of(new String(in, ISO_8859_1), "/hub"), RouteFuzzTest::requireSound);
  }

  private static byte[] requireSound(Route route) {
    if (route instanceof Route.Channels channels && channels.names().isEmpty()) {
      throw new AssertionError("no channel");
    }
    return null;
  }
}
