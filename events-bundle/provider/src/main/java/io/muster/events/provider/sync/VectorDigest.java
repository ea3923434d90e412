package io.muster.events.provider.sync;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Archive.FeedSummary;
import java.util.Collection;
import java.util.Comparator;

/** One hash for how far all feeds are stored: equal vectors, equal digests. */
final class VectorDigest {
  private VectorDigest() {}

  /** SHA-256 over (feed, last number, head) in the order of the feeds, then of the heads. */
  static Hash of(Collection<FeedSummary> vector) {
    FieldWriter to = new FieldWriter();
    vector.stream()
        .filter(s -> s.trimmedThrough() < s.head().seq())
        .map(FeedSummary::head)
        .sorted(Comparator.comparing(FeedHead::feed).thenComparing(FeedHead::head))
        .forEach(head -> to.feed(head.feed()).u64(head.seq()).hash(head.head()));
    return Hash.sha256(to.toArray());
  }
}
