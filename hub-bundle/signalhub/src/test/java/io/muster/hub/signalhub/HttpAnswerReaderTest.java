package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerReaderTest {
  @Test
  void headAndBodyAreRead() throws IOException {
    HttpAnswer answer =
        read("HTTP/1.1 200 OK\r\nA: 1 \r\nb:2\r\na: 3\r\nContent-Length: 4\r\n\r\nbodyrest");
    assertEquals(200, answer.status());
    assertEquals("1, 3", answer.fields().get("a"));
    assertEquals("2", answer.fields().get("b"));
    assertEquals("body", new String(answer.body().readAllBytes(), StandardCharsets.US_ASCII));
  }

  /** A pattern with two quantifiers took a second for such a line. */
  @Test
  void longRunOfBlanksIsReadInOnePass() throws IOException {
    String value = "x" + " ".repeat(16_000) + "y";
    assertEquals(value, read("HTTP/1.1 200 OK\r\na: " + value + " \r\n\r\n").fields().get("a"));
  }

  @Test
  void headHasAHundredFieldsAtMost() throws IOException {
    assertEquals(200, read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100) + "\r\n").status());
    assertThrows(
        IOException.class, () -> read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(101) + "\r\n"));
  }

  @Test
  void chunksAreJoined() throws IOException {
    HttpAnswer answer =
        read(
            "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
    assertEquals("abc0123456789", new String(answer.body().readAllBytes()));
  }

  @Test
  void interimAnswersAreSkipped() throws IOException {
    assertEquals(
        204, read("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n").status());
    assertThrows(IOException.class, () -> read("HTTP/1.1 100 C\r\n\r\n".repeat(9)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: x\u0000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: x\ry\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
      })
  void malformedHeadIsAProtocolFailure(String head) {
    assertThrows(IOException.class, () -> read(head));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x\r\n", "-1\r\n", "123456789\r\n", "2\r\nabc\r\n0\r\n\r\n", "5\r\nab"})
  void malformedChunkIsAProtocolFailure(String body) throws IOException {
    HttpAnswer answer = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    assertThrows(IOException.class, () -> answer.body().readAllBytes());
  }

  @Test
  void cutBodyIsNotTakenForItsEnd() throws IOException {
    HttpAnswer answer = read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort");
    assertThrows(IOException.class, () -> answer.body().readAllBytes());
  }

  @Test
  void headBeyondTheLimitIsRefused() {
    String head = "HTTP/1.1 200 OK\r\nA: " + "x".repeat(17_000) + "\r\n\r\n";
    assertThrows(IOException.class, () -> read(head));
    assertThrows(IOException.class, () -> read("HTTP/1.1 200 OK\r\n" + "A: x\r\n".repeat(3_000)));
  }

  @Test
  void bodyWithoutFramingEndsWithTheConnection() throws IOException {
    assertArrayEquals("rest".getBytes(), read("HTTP/1.0 200 OK\r\n\r\nrest").body().readAllBytes());
  }

  @Test
  void anyBytesEndInAnAnswerOrAnIoException() {
    Random random = new Random(11);
    byte[] valid =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".getBytes();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = valid.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        new HttpAnswerReader(new ByteArrayInputStream(bytes)).read().body().readAllBytes();
      } catch (IOException e) {
        continue;
      }
    }
  }

  private static HttpAnswer read(String answer) throws IOException {
    return new HttpAnswerReader(
            new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)))
        .read();
  }
}
