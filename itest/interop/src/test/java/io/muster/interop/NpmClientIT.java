package io.muster.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** npm clients at our hub, among themselves and with our client. */
@ExtendWith(NpmPackages.class)
class NpmClientIT {
  private static final String SPECIAL = "a\"b{c}d|e^f`g<h>i[j]k'l@m:n+o=p&q;r~s!t*(u) v/w";

  private OurHub hub;
  private NpmClient npm;

  @BeforeEach
  void start() throws Exception {
    hub = new OurHub();
    npm = new NpmClient(hub.uri());
  }

  @AfterEach
  void stop() {
    npm.close();
    hub.close();
  }

  @Test
  void npmClientsExchangeMessagesThroughOurHub() throws Exception {
    try (NpmClient other = new NpmClient(hub.uri())) {
      npm.subscribe("app", "ch");
      for (String json : new String[] {"{\"n\":1}", "[1,\"é日😀\u2028\"]", "\"one\\ntwo\"", "7"}) {
        assertEquals("null", other.broadcast("app", "ch", json));
        assertEquals(JsonParser.parseString(json), npm.message());
      }
    }
  }

  @Test
  void npmClientAndOurClientHearEachOther() throws Exception {
    npm.subscribe("app", "a,b");
    try (OurClient our = new OurClient(hub.uri(), "app", "c")) {
      our.publish("b", "{\"from\":\"us\"}");
      assertEquals("{\"from\":\"us\"}", npm.message().toString());
      assertEquals("null", npm.broadcast("app", "c", "{\"from\":\"npm\"}"));
      assertEquals("{\"from\":\"npm\"}", our.message());
    }
  }

  @Test
  void namesWithSpecialSignsMeet() throws Exception {
    npm.subscribe("app", SPECIAL);
    try (OurClient our = new OurClient(hub.uri(), "app", SPECIAL)) {
      our.publish(SPECIAL, "1");
      assertEquals("1", npm.message().toString());
      assertEquals("1", our.message());
      assertEquals("null", npm.broadcast("app", SPECIAL, "2"));
      assertEquals("2", our.message());
    }
  }

  @Test
  void messageBeyondTheLimitIsAFailureThatNpmClientsSee() throws Exception {
    npm.subscribe("app", "ch");
    String longest = '"' + "x".repeat(65_533) + '"';
    assertEquals("null", npm.broadcast("app", "ch", longest));
    assertEquals(longest, npm.message().toString());
    String error = npm.broadcast("app", "ch", "[" + longest + "]");
    assertEquals("\"Bad status: 413\"", error);
  }

  @Test
  void whatEndsNpmHubsAndNpmClientsIsRefused() throws Exception {
    npm.subscribe("app", "ch");
    try (OurClient our = new OurClient(hub.uri(), "app", "other")) {
      assertTrue(refused(our, "ch", "null"));
      assertEquals("\"Bad status: 400\"", npm.broadcast("__proto__", "", "{}"));
      our.publish("ch", "{\"still\":\"here\"}");
      assertEquals("{\"still\":\"here\"}", npm.message().toString());
    }
  }

  private static boolean refused(OurClient our, String channel, String json) {
    try {
      our.publish(channel, json);
      return false;
    } catch (Exception e) {
      return e.getMessage().contains("answered 400");
    }
  }
}
