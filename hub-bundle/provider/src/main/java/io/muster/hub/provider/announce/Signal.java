package io.muster.hub.provider.announce;

import com.google.gson.stream.JsonWriter;
import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A message for one peer, through a hub.
 *
 * @param network the application name of the hub for which it is meant
 * @param to for whom
 * @param number higher than in any earlier signal of this sender to this recipient
 * @param type what is asked for, 1 to 64 characters
 */
public record Signal(String network, PeerKey to, long number, String type) {
  /** Asks the recipient to dial the sender, which cannot dial it. */
  public static final String DIAL_ME = "dial-me";

  private static final int MAX_TEXT = 128;

  static Signal read(Fields fields) throws RefusedException {
    try {
      return new Signal(
          fields.text("network", MAX_TEXT),
          PeerKey.parse(fields.text("to", MAX_TEXT)),
          fields.number("number", 1, Long.MAX_VALUE),
          fields.text("type", 64));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("a signal whose recipient is not a key");
    }
  }

  /** The payload of a signal. */
  public String json() {
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginObject().name("network").value(network).name("to").value(to.toString());
      writer.name("number").value(number).name("type").value(type).endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does no I/O
    }
    return out.toString();
  }
}
