package io.muster.hub.provider.announce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.hub.provider.announce.Envelope.Kind;
import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.hub.provider.json.StrictJson;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers say at hubs. */
@Tag("fuzz")
class EnvelopeFuzzTest {
  private static final PeerKey PEER = key();
  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "\\u0000",
    "\\ud800",
    "1e999999",
    "9223372036854775808",
    "-1",
    "0",
    "\"kind\":",
    "\"key\":",
    "\"payload\":",
    "\"signature\":",
    "announce1",
    "signal1",
    "\"network\":",
    "\"to\":",
    "\"number\":",
    "\"sequence\":",
    "\"ttl\":",
    "=",
    "_",
    "//",
    "\ufeff",
    "1.0"
  };

  private static PeerKey key() {
    byte[] bytes = new byte[PeerKey.BYTES];
    new Random(3).nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  private static String announcement() {
    List<PeerAddress> addresses =
        List.of(PeerAddress.parse("local:" + PEER), PeerAddress.parse("tls:host:1:" + PEER));
    return new PeerRecord("open-1", addresses, List.of("events/1/x"), 7, 60).json();
  }

  private static String signal() {
    return new Signal("open-1", PEER, 9, Signal.DIAL_ME).json();
  }

  private static byte[] sealed(Kind kind, String payload) {
    return new Envelope(kind, PEER, payload, new byte[64]).json().getBytes(UTF_8);
  }

  @Test
  void envelopeIsReadAndWrittenTheSameOrRefused() {
    Fuzz.of(Subject.ENVELOPE)
        .from(List.of(sealed(Kind.ANNOUNCE, announcement()), sealed(Kind.SIGNAL, signal())))
        .words(WORDS)
        .refusing(RefusedException.class)
        .within(300_000, 128)
        .run(in -> Envelope.read(new String(in, UTF_8)), EnvelopeFuzzTest::requireSame);
  }

  private static byte[] requireSame(Envelope read) throws RefusedException {
    Envelope again = Envelope.read(read.json());
    if (!again.key().equals(read.key())
        || again.kind() != read.kind()
        || !again.payload().equals(read.payload())
        || !Arrays.equals(again.signature(), read.signature())) {
      throw new AssertionError("it comes back otherwise");
    }
    return null;
  }

  @Test
  void letterIsReadAndWrittenTheSameOrRefused() {
    Fuzz.of(Subject.LETTER)
        .from(List.of(announcement().getBytes(UTF_8), signal().getBytes(UTF_8)))
        .words(WORDS)
        .refusing(RefusedException.class)
        .within(300_000, 256)
        .run(
            in -> {
              Fields fields = new Fields(StrictJson.object(new String(in, UTF_8)));
              return fields.map().containsKey("to")
                  ? Signal.read(fields)
                  : PeerRecord.read(PEER, fields);
            },
            EnvelopeFuzzTest::requireSame);
  }

  private static byte[] requireSame(Record read) throws RefusedException {
    Record again =
        read instanceof Signal signal
            ? Signal.read(new Fields(StrictJson.object(signal.json())))
            : PeerRecord.read(PEER, new Fields(StrictJson.object(((PeerRecord) read).json())));
    if (!again.equals(read)) {
      throw new AssertionError("it comes back otherwise: " + read + ", " + again);
    }
    return null;
  }
}
