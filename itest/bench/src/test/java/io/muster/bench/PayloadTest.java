package io.muster.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.muster.bench.load.Latencies;
import io.muster.bench.load.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void payloadIsJsonOfTheLengthThatWasAskedForAndTellsItsNumberAndTime() {
    long before = System.nanoTime();
    String text = new Payload(1024).text(7, 123_456, before);
    assertEquals(1024, text.getBytes(StandardCharsets.UTF_8).length);
    assertEquals(123_456, JsonParser.parseString(text).getAsJsonObject().get("n").getAsInt());
    Payload.Facts facts = Payload.read(text);
    assertEquals(7, facts.round());
    assertEquals(123_456, facts.number());
    assertEquals(before, facts.nanos());
  }

  @Test
  void latenciesTellCountMedianAndPercentilesAndBeginAnew() {
    Latencies latencies = new Latencies();
    for (int i = 100; i >= 0; i--) {
      latencies.add(i * 10L);
    }
    assertEquals("101 500 990 1000", latencies.take());
    assertEquals("0 0 0 0", latencies.take());
  }
}
