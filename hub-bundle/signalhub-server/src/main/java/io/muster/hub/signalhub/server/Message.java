package io.muster.hub.signalhub.server;

import io.muster.peer.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns the body of a request into a message that cannot forge events. */
final class Message {
  private Message() {}

  /**
   * Reads a body.
   *
   * @return the same JSON on one line: line breaks, which JSON allows between values only, become
   *     spaces, and those at the ends are left out
   * @throws IllegalArgumentException if it is no JSON in UTF-8, or {@code null}
   */
  static String of(ByteBuffer body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(body).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The body is no UTF-8.", e);
    }
    String line = JsonText.check(text).strip().replace('\r', ' ').replace('\n', ' ');
    if (line.equals("null")) {
      throw new IllegalArgumentException("null would end the subscribers that are npm clients.");
    }
    return line;
  }
}
