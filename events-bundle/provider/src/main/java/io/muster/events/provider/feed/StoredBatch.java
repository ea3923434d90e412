package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.peer.PeerKey;
import java.util.List;

/**
 * A batch that has become durable, and is in {@link Feeds#vector} and {@link TopicState} already.
 *
 * @param author who wrote it
 * @param batch the batch
 * @param entries its entries; the first has number {@code batch.header().firstSeq()}
 */
public record StoredBatch(PeerKey author, Batch batch, List<Entry> entries) {
  /** Learns of every batch, own or others', once, in the order of each feed. */
  @FunctionalInterface
  public interface Listener {
    /** Called on the topic thread after the batch has taken effect. */
    void stored(StoredBatch stored);

    /** A feed of this node has grown by a batch that is still on its way to the disk. */
    default void travels(FeedId feed) {}
  }
}
