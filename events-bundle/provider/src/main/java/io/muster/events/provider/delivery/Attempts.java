package io.muster.events.provider.delivery;

import io.muster.events.EventId;

/**
 * How often the event at a lane's head was tried, and when it is tried again.
 *
 * @param event which event
 * @param failed how many attempts have failed
 * @param notBefore when the next may begin, ms
 */
public record Attempts(EventId event, int failed, long notBefore) {}
