package io.muster.hub.provider.announce;

import com.google.gson.stream.JsonWriter;
import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.json.StrictJson;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What goes through a hub, signed. Text form: a JSON object with {@code kind}, and {@code key},
 * {@code payload} and {@code signature} in base64url without padding; the signature is over the
 * bytes of the payload, for the purpose of the kind.
 *
 * @param kind what the payload is
 * @param key who is said to have signed
 * @param payload JSON text
 * @param signature 64 bytes
 */
public record Envelope(Kind kind, PeerKey key, String payload, byte[] signature) {
  private static final int MAX_PAYLOAD = 43_000;
  private static final int KEY_TEXT = 43;
  private static final int SIGNATURE_TEXT = 86;

  /** What a payload is. */
  public enum Kind {
    /** A peer says where it can be reached. */
    ANNOUNCE("announce1", "muster/announce1"),
    /** A message for one peer. */
    SIGNAL("signal1", "muster/signal1");

    private final String text;
    private final String purpose;

    Kind(String text, String purpose) {
      this.text = text;
      this.purpose = purpose;
    }

    /** The purpose of the signature. */
    public String purpose() {
      return purpose;
    }

    private static Kind of(String text) throws RefusedException {
      for (Kind kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new RefusedException("an envelope of an unknown kind");
    }
  }

  /** Signs a payload. */
  public static Envelope seal(Identity identity, Kind kind, String payload) {
    byte[] signature = identity.sign(kind.purpose, payload.getBytes(StandardCharsets.UTF_8));
    return new Envelope(kind, identity.key(), payload, signature);
  }

  /** Reads an envelope; the signature is not checked yet. */
  public static Envelope read(String json) throws RefusedException {
    Fields fields = new Fields(StrictJson.object(json));
    Kind kind = Kind.of(fields.text("kind", 32));
    byte[] payload = bytes(fields.text("payload", MAX_PAYLOAD * 4 / 3 + 4));
    byte[] signature = bytes(fields.text("signature", SIGNATURE_TEXT));
    byte[] key = bytes(fields.text("key", KEY_TEXT));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      return new Envelope(kind, PeerKey.of(key), text, signature);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("an envelope with an unusable key");
    } catch (CharacterCodingException e) {
      throw new RefusedException("an envelope whose payload is not UTF-8");
    }
  }

  /** The bytes that are signed. */
  public byte[] signed() {
    return payload.getBytes(StandardCharsets.UTF_8);
  }

  /** The payload as an object. */
  Fields fields() throws RefusedException {
    return new Fields(StrictJson.object(payload));
  }

  /** The text form, one line. */
  public String json() {
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginObject();
      writer.name("kind").value(kind.text);
      writer.name("key").value(text(key.bytes()));
      writer.name("payload").value(text(signed()));
      writer.name("signature").value(text(signature));
      writer.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does no I/O
    }
    return out.toString();
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) throws RefusedException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (text(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new RefusedException("an envelope with a field that is not canonical base64url");
  }
}
