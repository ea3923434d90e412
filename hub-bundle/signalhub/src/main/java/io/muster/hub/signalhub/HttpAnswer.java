package io.muster.hub.signalhub;

import java.io.InputStream;
import java.util.Map;

/**
 * The head of an answer, and its body still to be read.
 *
 * @param status the status
 * @param fields names in lower case, values joined by commas
 * @param body ends where the framing of the answer says
 */
record HttpAnswer(int status, Map<String, String> fields, InputStream body) {
  boolean isEventStream() {
    String type = fields.getOrDefault("content-type", "").toLowerCase(java.util.Locale.ROOT);
    return type.equals("text/event-stream") || type.startsWith("text/event-stream;");
  }
}
