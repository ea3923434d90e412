package io.muster.hub.signalhub.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  @Test
  void pathsAreSplitBeforeNamesAreDecoded() {
    assertEquals(names("app", "a", "b"), Route.of("/v1/app/a,b", ""));
    assertEquals(names("app", "a,b"), Route.of("/v1/app/a%2Cb", ""));
    assertEquals(names("app", "a,b"), Route.of("/v1/app/a%2cb", ""));
    assertEquals(names("app", "room/7/all"), Route.of("/v1/app/room/7/all", ""));
    assertEquals(names("app", "room/7/"), Route.of("/v1/app/room/7/", ""));
    assertEquals(names("a/b", "c"), Route.of("/v1/a%2Fb/c", ""));
    assertNotEquals(Route.of("/v1/a%2Fb/c", ""), Route.of("/v1/a/b/c", ""));
    assertEquals(names("app", "a"), Route.of("/v1/app/a,a,%61", ""));
    assertEquals(names("__proto__", "__proto__"), Route.of("/v1/__proto__/__proto__", ""));
    assertEquals(names("app", "ch"), Route.of("/hub/v1/app/ch", "/hub"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/",
        "/v1/app",
        "/v1/app/",
        "/v1//",
        "/v1//ch",
        "/v1/app/a,,b",
        "/v1/app/,",
        "/v1/app/../x",
        "/v1/app/%2e%2E",
        "/v1/./x",
        "/v1/app/a%",
        "/v1/app/a%4",
        "/v1/app/%zz"
      })
  void pathsWithoutNamesAreRefused(String path) {
    assertInstanceOf(Route.Refused.class, Route.of(path, ""));
  }

  @Test
  void everythingElseIsNothing() {
    for (String path : new String[] {"/v1", "/V1/app/ch", "/v2/app/ch", "/nothing", "*"}) {
      assertEquals(new Route.Nothing(), Route.of(path, ""));
    }
    assertEquals(new Route.Nothing(), Route.of("/v1/app/ch", "/hub"));
    assertEquals(new Route.About(), Route.of("/", ""));
    assertEquals(new Route.About(), Route.of("/hub", "/hub"));
    assertEquals(new Route.Refused(""), Route.of("/v1/app/b\u00fcro", ""));
    assertInstanceOf(Route.Refused.class, Route.of("/v1/app/" + "x".repeat(5_000), ""));
  }

  private static Route names(String application, String... channels) {
    return new Route.Channels(
        Set.copyOf(
            java.util.Arrays.stream(channels).map(c -> new ChannelName(application, c)).toList()));
  }
}
