package io.muster.events;

/**
 * What {@link Topic#leave} left behind.
 *
 * @param replicated whether at least one member has all entries of this node
 * @param entriesNotReplicated entries of this node that no member is known to have, 0 or more
 * @param handlersInterrupted handlers that were still running after 5 s, 0 or more; their events
 *     are handled again after the return
 */
public record LeaveReport(boolean replicated, long entriesNotReplicated, int handlersInterrupted) {}
