package io.muster.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Our client at the npm hub, with its like and with npm clients. */
@ExtendWith(NpmPackages.class)
class NpmHubIT {
  private NpmHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = new NpmHub();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void ourClientsExchangeMessagesThroughTheNpmHub() throws Exception {
    try (OurClient one = new OurClient(hub.uri(), "app", "a", "b");
        OurClient two = new OurClient(hub.uri(), "app", "c")) {
      for (String json : new String[] {"{\"n\":1}", "\"é日😀\u2028\"", "null", "0", "true", "[]"}) {
        two.publish("b", json);
        assertEquals(json, one.message());
      }
      one.publish("c", "7");
      assertEquals("7", two.message());
    }
  }

  @Test
  void ourClientAndNpmClientHearEachOther() throws Exception {
    try (NpmClient npm = new NpmClient(hub.uri());
        OurClient our = new OurClient(hub.uri(), "app", "to us")) {
      npm.subscribe("app", "to npm");
      our.publish("to npm", "{\"from\":\"us\"}");
      assertEquals("{\"from\":\"us\"}", npm.message().toString());
      assertEquals("null", npm.broadcast("app", "to us", "{\"from\":\"npm\"}"));
      assertEquals("{\"from\":\"npm\"}", our.message());
    }
  }

  @Test
  void namesWithSpecialSignsMeet() throws Exception {
    String special = "a\"b{c}d|e^f`g<h>i[j]k'l@m:n+o=p&q;r~s!t*(u) v/w";
    try (NpmClient npm = new NpmClient(hub.uri());
        OurClient our = new OurClient(hub.uri(), "app", special)) {
      npm.subscribe("app", special);
      our.publish(special, "1");
      assertEquals("1", npm.message().toString());
      assertEquals("1", our.message());
    }
  }

  @Test
  void longestMessageOfOursPasses() throws Exception {
    String longest = '"' + "x".repeat(48 * 1024 - 2) + '"';
    try (OurClient our = new OurClient(hub.uri(), "app", "ch")) {
      our.publish("ch", longest);
      assertEquals(longest, our.message());
    }
  }

  @Test
  void endOfTheNpmHubIsTold() throws Exception {
    try (OurClient our = new OurClient(hub.uri(), "app", "ch")) {
      hub.kill();
      assertNotNull(our.end());
    }
  }
}
