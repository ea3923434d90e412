package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The name of what one key wrote in one run. */
public record FeedId(Hash value) implements Comparable<FeedId> {
  /** Names no feed. */
  public static final FeedId NONE = new FeedId(Hash.ZERO);

  private static final byte[] LABEL = "muster/ev1/feed".getBytes(StandardCharsets.US_ASCII);

  /** Returns the name of the feed that {@code key} writes in {@code run}. */
  public static FeedId of(Hash topicId, PeerKey key, RunId run) {
    return new FeedId(Hash.sha256(LABEL, topicId.bytes(), key.bytes(), run.bytes()));
  }

  /** Reads 32 bytes. */
  public static FeedId of(byte[] bytes) {
    return new FeedId(Hash.of(bytes));
  }

  /** Returns a fresh copy of the 32 bytes. */
  public byte[] bytes() {
    return value.bytes();
  }

  /** Returns 43 characters of base64url without padding. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value.bytes());
  }

  @Override
  public int compareTo(FeedId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text().substring(0, 10);
  }

  // written out: those of records are slow in large maps
  @Override
  public boolean equals(Object other) {
    return other instanceof FeedId id && value.equals(id.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
