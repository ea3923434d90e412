package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.SealedBody;
import io.muster.peer.PeerKey;
import java.util.concurrent.CompletableFuture;

/**
 * A call of {@code addEvent} on its way through the topic.
 *
 * @param user for whom
 * @param content what it says; kept until it is durable, to compare a second call with
 * @param body the same, encrypted
 * @param options as given
 * @param done completes the caller's stage, on the topic's thread
 */
record AddRequest(
    PeerKey user,
    Content content,
    SealedBody body,
    EventOptions options,
    CompletableFuture<EventId> done) {
  EventId id() {
    return body.eventId();
  }

  int length() {
    return body.bytes().length;
  }
}
