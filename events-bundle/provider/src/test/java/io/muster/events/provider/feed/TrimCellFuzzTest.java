package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Samples;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a damaged disk gives instead of a TRIM that is remembered. */
@Tag("fuzz")
class TrimCellFuzzTest {
  private final Samples samples = new Samples(3);

  private byte[] cell(FeedHead dropped) {
    FeedHead through = new FeedHead(samples.feed(), 9, samples.hash());
    return new TrimCell(samples.key(), samples.position(), through, dropped, 4).encode();
  }

  @Test
  void cellIsItsOneEncodingOrRefused() {
    FeedHead some = new FeedHead(samples.feed(), 5, samples.hash());
    Fuzz.of(Subject.TRIM_CELL)
        .from(List.of(cell(some), cell(FeedHead.before(samples.feed()))))
        .refusing(MalformedException.class)
        .within(16_000, 16)
        .run(TrimCell::read, TrimCell::encode);
  }
}
