package io.muster.events;

import io.muster.peer.PeerKey;

/**
 * A proof that a key has written two histories of one feed: a copy of its node ran at the same
 * time, or its holder cheats. Critical: nothing is lost by it, but somebody has to look.
 *
 * @param key who wrote them
 * @param feed the feed's name, as in logs
 * @param point the last number that both histories share, 0 if not even their beginning
 * @param heads how many ends of the feed are known here, 1 to 4
 */
public record ForkReport(PeerKey key, String feed, long point, int heads) {}
