package io.muster.staging;

import io.muster.peer.PeerAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A peer on the bench.
 *
 * @param address where it can be reached
 * @param data what is known of it: an immutable map in the order in which the fields came,
 *     JSON-like values, without the two times
 * @param birth when it was staged, by the bench's clock
 * @param updated when it was last staged again, never before {@code birth} nor before an earlier
 *     value
 * @param unreachableSince when a dial to it failed for the first time since the last that worked,
 *     by the bench's clock; empty if none has failed. To stage it again does not change this; see
 *     {@link Staging#reached}
 */
public record StagingEntry(
    PeerAddress address,
    Map<String, Object> data,
    Instant birth,
    Instant updated,
    Optional<Instant> unreachableSince) {}
