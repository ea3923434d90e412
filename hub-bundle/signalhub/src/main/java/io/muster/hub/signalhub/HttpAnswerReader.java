package io.muster.hub.signalhub;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the head of an HTTP/1 answer: strict, and at most 16 KiB of it. */
final class HttpAnswerReader {
  private static final int MAX_HEAD = 16_384;
  private static final int MAX_INTERIM = 5;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final int MAX_FIELDS = 100;
  private static final String TOKEN_SIGNS = "!#$%&'*+.^_`|~-";

  private final InputStream in;
  private int left = MAX_HEAD;

  /**
   * Makes a reader.
   *
   * @param in buffered, because it is read byte by byte
   */
  HttpAnswerReader(InputStream in) {
    this.in = in;
  }

  HttpAnswer read() throws IOException {
    for (int i = 0; i < MAX_INTERIM; i++) {
      int status = status(line());
      Map<String, String> fields = fields();
      if (status >= 200) {
        return new HttpAnswer(status, fields, body(fields));
      }
    }
    throw new ProtocolException("too many interim answers");
  }

  private static int status(String line) throws ProtocolException {
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new ProtocolException("the answer is no HTTP/1");
    }
    return Integer.parseInt(status.group(1));
  }

  private Map<String, String> fields() throws IOException {
    Map<String, StringJoiner> fields = new HashMap<>();
    int count = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || !line.chars().limit(colon).allMatch(HttpAnswerReader::isTokenSign)) {
        throw new ProtocolException("a line of the answer's head is no field");
      }
      if (++count > MAX_FIELDS) {
        throw new ProtocolException("the answer's head has more than " + MAX_FIELDS + " fields");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      fields.computeIfAbsent(name, n -> new StringJoiner(", ")).add(value(line, colon + 1));
    }
    return fields.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, field -> field.getValue().toString()));
  }

  private static boolean isTokenSign(int c) {
    return c >= '0' && c <= '9'
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || TOKEN_SIGNS.indexOf(c) >= 0;
  }

  /** What stands from there to the end, without blanks and tabs around it. */
  private static String value(String line, int from) {
    int first = from;
    int end = line.length();
    while (first < end && isBlank(line.charAt(first))) {
      first++;
    }
    while (end > first && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(first, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int b = next();
    while (b != '\n') {
      line.append((char) b);
      b = next();
    }
    int end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    if (line.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7F)) {
      throw new ProtocolException("a control character in the answer's head");
    }
    return line.toString();
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException(
          left == MAX_HEAD ? "the connection ended without an answer" : "half an answer");
    }
    if (--left < 0) {
      throw new ProtocolException("the answer's head has more than " + MAX_HEAD + " bytes");
    }
    return b;
  }

  private InputStream body(Map<String, String> fields) throws IOException {
    String coding = fields.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT);
    String length = fields.get("content-length");
    if (!fields.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity")) {
      throw new ProtocolException("the answer is compressed though nobody asked for it");
    }
    if (!coding.isEmpty()) {
      if (!coding.equals("chunked") || length != null) {
        throw new ProtocolException("the framing of the answer is ambiguous");
      }
      return new ChunkedBody(in);
    }
    return length == null ? in : new FixedBody(in, number(length));
  }

  private static long number(String length) throws ProtocolException {
    if (!length.matches("[0-9]{1,15}")) {
      throw new ProtocolException("the answer's Content-Length is no number");
    }
    return Long.parseLong(length);
  }

  /** Text of a byte stream that holds ASCII only. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
