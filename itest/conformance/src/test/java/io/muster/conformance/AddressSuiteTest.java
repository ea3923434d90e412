package io.muster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressSuiteTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void everyRecordedAddressPasses() throws Exception {
    Files.copy(
        Path.of(System.getProperty("muster.conformance"), "address-vectors.json"),
        folder.resolve("address-vectors.json"));
    var report = ConformanceRun.of(folder, List.of(new AddressSuite()), LIMIT);
    assertEquals(List.of(), report.findings());
    assertEquals("192 passed, 0 failed, 0 skipped", report.toString());
  }

  @Test
  void wrongVerdictsTextsAndKeysAreFound() {
    assertFails("{'id':'a','input':'net:a','valid':false}");
    assertFails("{'id':'b','input':'a','valid':true}");
    assertFails(
        "{'id':'c','input':'net:a','valid':true,'decoded':[[{'name':'net','data':['b']}]],"
            + "'canonical':'net:a','key':null}");
    assertFails(
        "{'id':'d','input':'net:a','valid':true,'decoded':[[{'name':'net','data':['a']}]],"
            + "'canonical':'net:a','key':'x'}");
    assertFails(
        "{'id':'e','structure':[[{'name':'net','data':['a']}]],'encodable':true,"
            + "'canonical':'net:b'}");
    assertFails("{'id':'f','structure':[[]],'encodable':true,'canonical':''}");
  }

  private static void assertFails(String item) {
    JsonObject json = JsonParser.parseString(item).getAsJsonObject();
    assertEquals(Outcome.Kind.FAILED, new AddressSuite().run(json, new JsonObject()).kind(), item);
  }

  @Test
  void hangsAndCrashesAndMissingSuitesFail() throws Exception {
    Files.writeString(
        folder.resolve("t.json"),
        "{\"format\":\"staging-traces/1\",\"traces\":[{\"id\":\"hang\"},{\"id\":\"crash\"}]}");
    Files.writeString(folder.resolve("broken.json"), "{");
    Files.writeString(folder.resolve("foreign.json"), "{\"format\":\"other/1\",\"x\":[{}]}");
    var report = ConformanceRun.of(folder, List.of(new Misbehaving()), Duration.ofMillis(50));
    assertEquals("0 passed, 3 failed, 0 skipped", report.toString());
    var without = ConformanceRun.of(folder, List.of(), LIMIT);
    assertTrue(
        without.findings().stream().anyMatch(f -> f.outcome().detail().contains("no suite")));
  }

  private static final class Misbehaving implements ConformanceSuite {
    @Override
    public String format() {
      return "staging-traces/1";
    }

    @Override
    public Outcome run(JsonObject item, JsonObject file) throws Exception {
      if (item.get("id").getAsString().equals("hang")) {
        Thread.sleep(Duration.ofMinutes(1).toMillis());
      }
      throw new IllegalStateException("crash");
    }
  }
}
