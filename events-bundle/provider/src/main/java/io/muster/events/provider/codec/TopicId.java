package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;

/** Names topics. */
public final class TopicId {
  private static final byte[] LABEL = "muster/ev1/topic".getBytes(StandardCharsets.US_ASCII);

  private TopicId() {}

  /** Returns {@code SHA-256("muster/ev1/topic" ‖ server key ‖ name in UTF-8)}. */
  public static Hash of(PeerKey server, String name) {
    return Hash.sha256(LABEL, server.bytes(), name.getBytes(StandardCharsets.UTF_8));
  }
}
