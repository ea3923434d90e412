package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;

/**
 * What is kept in memory of an ADD; the rest is read where it stands.
 *
 * @param at where it stands
 * @param origin the feed where the event was added first
 * @param laneSeq its number there
 * @param createdAt by the server's clock, ms
 * @param expiresAt not started later, ms
 * @param body SHA-256 of the encrypted body
 * @param bodyLength length of the encrypted body, in bytes
 * @param wrapLength length of the sealed key, in bytes
 * @param contextId the LANE of the wrap
 */
public record Outline(
    Position at,
    FeedId origin,
    long laneSeq,
    long createdAt,
    long expiresAt,
    Hash body,
    int bodyLength,
    int wrapLength,
    ContextId contextId) {
  static Outline of(Add add, Position at) {
    return new Outline(
        at,
        add.origin().feed(),
        add.laneSeq(),
        add.createdAt(),
        add.expiresAt(),
        add.bodyHash(),
        add.bodyLength(),
        add.wrap().length(),
        add.contextId());
  }
}
