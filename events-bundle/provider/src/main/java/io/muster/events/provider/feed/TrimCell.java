package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;

/**
 * What this node remembers of a feed's TRIM, beside the feeds: {@code author 32 ‖ place 40 ‖
 * through 72 ‖ dropped 72 ‖ first u64}.
 *
 * @param author who wrote the TRIM
 * @param at where it stands
 * @param through how far it reaches: the feed may be here from behind that on
 * @param dropped up to where nothing is here any more but the first batch
 * @param firstNumber where that batch stands in the log; 0 if nothing was dropped
 */
record TrimCell(PeerKey author, Position at, FeedHead through, FeedHead dropped, long firstNumber) {
  static TrimCell of(TrimStatement statement, FeedHead dropped, long firstNumber) {
    return new TrimCell(
        statement.author(), statement.at(), statement.through(), dropped, firstNumber);
  }

  static TrimCell read(byte[] bytes) {
    FieldReader in = new FieldReader(bytes);
    TrimCell cell = new TrimCell(in.key(), in.position(), in.head(), in.head(), in.u64());
    in.end();
    return cell;
  }

  byte[] encode() {
    FieldWriter out = new FieldWriter().key(author).position(at);
    head(out, through);
    head(out, dropped);
    return out.u64(firstNumber).toArray();
  }

  private static void head(FieldWriter out, FeedHead head) {
    out.feed(head.feed()).u64(head.seq()).hash(head.head());
  }

  TrimStatement statement() {
    return new TrimStatement(author, at, through);
  }
}
