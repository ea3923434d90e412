package io.muster.events.provider.delivery;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a damaged disk gives instead of dead letters. */
@Tag("fuzz")
class LetterFuzzTest {
  private static final char UNREADABLE = '\ufffd';

  private final Samples samples = new Samples(3);

  private <E extends Entry> E sample(Class<E> type) {
    return samples.oneOfEach().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private byte[] letter(boolean whole) {
    EventKey key = new EventKey(samples.event(), samples.key());
    Optional<Receipt> receipt =
        Optional.of(new Receipt(key.recipient(), samples.position(), sample(Consumed.class)));
    return encode(
        new Letter(
            key,
            5,
            10,
            "The handler threw",
            Optional.of(sample(Add.class)).filter(add -> whole),
            Optional.of(sample(Lane.class)).filter(lane -> whole),
            receipt.filter(r -> whole)));
  }

  private static byte[] encode(Letter letter) {
    FieldWriter out = new FieldWriter();
    letter.writeTo(out);
    return out.toArray();
  }

  private static Letter read(byte[] bytes) {
    FieldReader in = new FieldReader(bytes);
    Letter letter = Letter.read(in);
    in.end();
    return letter;
  }

  @Test
  void letterIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.DEAD_LETTER)
        .from(List.of(letter(true), letter(false)))
        .refusing(MalformedException.class)
        .within(32_000, 16)
        .run(
            LetterFuzzTest::read,
            letter -> letter.reason().indexOf(UNREADABLE) >= 0 ? null : encode(letter));
  }
}
