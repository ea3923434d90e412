package io.muster.staging;

import io.muster.peer.PeerAddress;
import java.time.Instant;
import java.util.Map;

/**
 * A peer on the bench.
 *
 * @param address where it can be reached
 * @param data what is known of it: an immutable map in the order in which the fields came,
 *     JSON-like values, without the two times
 * @param birth when it was staged, by the bench's clock
 * @param updated when it was last staged again, never before {@code birth} nor before an earlier
 *     value
 */
public record StagingEntry(
    PeerAddress address, Map<String, Object> data, Instant birth, Instant updated) {}
