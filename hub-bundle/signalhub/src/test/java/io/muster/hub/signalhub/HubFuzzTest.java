package io.muster.hub.signalhub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What hubs answer. */
@Tag("fuzz")
class HubFuzzTest {
  private static final int LIMIT = 4_096;

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  private static final class Events implements EventStream.Sink {
    final List<String> all = new ArrayList<>();

    @Override
    public void event(String data) {
      if (data.getBytes(UTF_8).length > LIMIT || data.indexOf('\r') >= 0) {
        throw new AssertionError("an event of " + data.length());
      }
      all.add(data);
    }

    @Override
    public void dropped(String why) {}
  }

  private static Events events(byte[] stream) throws IOException {
    Events events = new Events();
    new EventStream(LIMIT, events).read(new ByteArrayInputStream(stream));
    return events;
  }

  /** What was read and is written again is read again the same. */
  @Test
  void streamGivesEventsWithinTheirLimit() {
    Fuzz.of(Subject.EVENT_STREAM)
        .from(
            texts(
                "data: {\"a\":1}\n\n",
                "\ufeffdata:one\ndata: two\r\n\r\n: comment\revent: x\rid: 3\rdata\r\r",
                "retry: 5\ndata: \u00fc\n\n",
                "data: " + "x".repeat(LIMIT) + "\n\ndata: y\n\n"))
        .words(
            "\n", "\r", "\r\n", "data", "data:", "data: ", ":", "id:", "event:", "retry:", " ",
            "\u0000", "\ufeff", "\u2028", "\n\n", "datax", "\u00fc")
        .neverRefusing()
        .within(100_000, 16)
        .run(HubFuzzTest::events, HubFuzzTest::requireSame);
  }

  private static byte[] requireSame(Events read) throws IOException {
    StringBuilder written = new StringBuilder();
    for (String event : read.all) {
      for (String line : event.split("\n", -1)) {
        written.append("data: ").append(line).append('\n');
      }
      written.append('\n');
    }
    if (!events(written.toString().getBytes(UTF_8)).all.equals(read.all)) {
      throw new AssertionError("it comes back otherwise");
    }
    return null;
  }

  @Test
  void answerIsReadOrRefused() {
    Fuzz.of(Subject.HTTP_ANSWER)
        .from(
            texts(
                "HTTP/1.1 200 OK\r\nA: 1 \r\nb:2\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;e=1\r\n0123456789\r\n0\r\n\r\n",
                "HTTP/1.0 100 C\n\nHTTP/1.1 503 No\r\nRetry-After: 9\r\n\r\nlater"))
        .words(
            "\r\n",
            "\n",
            "\r",
            ":",
            " ",
            "\t",
            "HTTP/1.1 ",
            "200",
            "100",
            "Content-Length: ",
            "-1",
            "99999999999999999999",
            "Transfer-Encoding: chunked\r\n",
            "FFFFFFFF\r\n",
            "0\r\n",
            "7fffffff",
            ";",
            "\u0000",
            "\u560d",
            "a: b\r\n",
            "gzip")
        .refusing(IOException.class)
        .within(64_000, 64)
        .run(
            in -> {
              HttpAnswer answer = new HttpAnswerReader(new ByteArrayInputStream(in)).read();
              answer.isEventStream();
              return new String(answer.body().readNBytes(in.length + 1), ISO_8859_1);
            },
            body -> null);
  }
}
