package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.WireTable;
import io.muster.peer.PeerKey;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StoredTrimTableTest {
  private final Samples samples = new Samples(31);

  @Test
  void cellOfATrimmedFeedIsAsItsTableSays() throws IOException {
    PeerKey author = samples.key();
    Position at = samples.position();
    FeedHead through = new FeedHead(samples.feed(), 9, samples.hash());
    FeedHead dropped = new FeedHead(through.feed(), 5, samples.hash());
    WireTable.check(
        "Cell of a trimmed feed",
        new TrimCell(author, at, through, dropped, 4).encode(),
        author.bytes(),
        at.feed().bytes(),
        number(at.seq()),
        through.feed().bytes(),
        number(through.seq()),
        through.head().bytes(),
        dropped.feed().bytes(),
        number(dropped.seq()),
        dropped.head().bytes(),
        number(4));
  }

  private static byte[] number(long value) {
    return new FieldWriter().u64(value).toArray();
  }
}
