package io.muster.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers write instead of addresses, keys and JSON. */
@Tag("fuzz")
class TextFuzzTest {
  private static final Pattern LONG_NUMBER = Pattern.compile("[-+.eE0-9]{1000}");
  private static final String KEY = "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  @Test
  void addressIsItsOneTextOrRefused() {
    Fuzz.of(Subject.PEER_ADDRESS)
        .from(
            texts(
                "net:host:8008~shs:" + KEY,
                "tls:host:1:" + KEY + ";local:" + KEY,
                "ws:a!:b!!!~!;:::~ab",
                "net::;net:[fe80!:!:1]:22"))
        .words("!", "~", ":", ";", "!:", "shs", "tls:", "net", "\u00f6", "\u0000", "a", "%2f", "@")
        .refusing(IllegalArgumentException.class)
        .within(32_000, 256) // each colon may end a part, which is a text of its own
        .run(
            in -> new PeerAddress(PeerAddress.parse(new String(in, ISO_8859_1)).alternatives()),
            address -> address.toString().getBytes(ISO_8859_1));
  }

  @Test
  void textOfAKeyIsOneOfItsTwoOrRefused() {
    Fuzz.of(Subject.KEY_TEXT)
        .from(texts(KEY, "@" + KEY + ".ed25519"))
        .words("=", "@", ".ed25519", "A", "AAAA", "/", "+", "-", "_", " ", "\n", "//////////")
        .refusing(IllegalArgumentException.class)
        .within(16_000, 16)
        .run(
            in -> {
              String text = new String(in, ISO_8859_1);
              String plain = PeerKey.parse(text).toString();
              return text.startsWith("@") ? "@" + plain + ".ed25519" : plain;
            },
            key -> key.getBytes(US_ASCII));
  }

  /**
   * What is taken, a strict reader of somebody else's takes, too, but for long numbers: Gson reads
   * none beyond 1024 characters or so, and hubs must let them pass.
   */
  @Test
  void jsonIsWellFormedOrRefused() {
    Fuzz.of(Subject.JSON)
        .from(
            texts(
                "{\"pizza\":1,\"with\":[true,false,null,-0.5e+7,\"\\u00fc\\n\"]}",
                "\"\ud83c\udf55 \\ud83c\\udf55\"",
                "[[[[[{}]]]],{\"a\":{\"b\":{}}}]",
                " 12 "))
        .words(
            "[",
            "]",
            "{",
            "}",
            ":",
            ",",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "1e999999",
            "-",
            "0",
            ".",
            "null",
            "true",
            "\u0000",
            "\ufeff",
            "//",
            "NaN",
            "'",
            "{\"a\":",
            "\t",
            "18446744073709551616")
        .refusing(IllegalArgumentException.class)
        .within(32_000, 64)
        .run(in -> JsonText.check(new String(in, UTF_8)), TextFuzzTest::requireReadable);
  }

  private static byte[] requireReadable(String json) throws IOException {
    if (LONG_NUMBER.matcher(json).find()) {
      return null;
    }
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.setStrictness(Strictness.STRICT);
      reader.skipValue();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new AssertionError("something follows");
      }
    }
    return null;
  }
}
