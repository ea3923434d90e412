package io.muster.events.provider.sim.world;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.feed.EventKey;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that was ever signed or written to any disk: the truth about feeds. */
public final class Ledger {
  private final Map<ByteBuffer, Optional<Written>> parsed = new HashMap<>();
  private final Map<FeedId, Genesis> geneses = new HashMap<>();
  private final Map<FeedId, List<Header>> signed = new LinkedHashMap<>();
  private final Map<FeedId, PeerKey> signers = new HashMap<>();
  private final Map<EventKey, List<Add>> adds = new HashMap<>();

  /** A batch that reached a disk. */
  public record Written(Batch batch, List<Entry> entries) {
    /** Returns the place of an entry. */
    public Position place(int index) {
      return new Position(batch.header().feedId(), batch.header().firstSeq() + index);
    }
  }

  /** Notes what a node signs, honest or not. */
  public void signed(PeerKey key, Header header) {
    signers.put(header.feedId(), key);
    signed.computeIfAbsent(header.feedId(), f -> new ArrayList<>()).add(header);
  }

  /** Returns what was signed for a feed. */
  public List<Header> signed(FeedId feed) {
    return signed.getOrDefault(feed, List.of());
  }

  /** Returns the feeds for which something was signed. */
  public Collection<FeedId> feeds() {
    return signed.keySet();
  }

  /** Returns who signs a feed. */
  public Optional<PeerKey> writer(FeedId feed) {
    return Optional.ofNullable(signers.get(feed));
  }

  /** Reads a batch, once however many disks it reaches; empty if it is none. */
  public Optional<Written> read(byte[] bytes) {
    return parsed.computeIfAbsent(ByteBuffer.wrap(bytes), this::parse);
  }

  private Optional<Written> parse(ByteBuffer bytes) {
    try {
      Batch batch = Batch.parse(bytes.array());
      Written written = new Written(batch, batch.entries());
      for (Entry entry : written.entries()) {
        if (entry instanceof Genesis genesis) {
          geneses.putIfAbsent(genesis.feedId(), genesis);
        } else if (entry instanceof Add add) {
          EventKey key = new EventKey(add.eventId(), add.recipient());
          adds.computeIfAbsent(key, k -> new ArrayList<>(1)).add(add);
        }
      }
      return Optional.of(written);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** Returns how a feed begins. */
  public Optional<Genesis> genesis(FeedId feed) {
    return Optional.ofNullable(geneses.get(feed));
  }

  /** Returns the ADDs of an event that ever reached a disk. */
  public List<Add> adds(EventKey key) {
    return adds.getOrDefault(key, List.of());
  }

  /** Returns the batches that ever reached a disk. */
  public List<Written> all() {
    return parsed.values().stream().flatMap(Optional::stream).toList();
  }
}
