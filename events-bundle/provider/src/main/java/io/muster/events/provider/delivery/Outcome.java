package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import java.util.Optional;

/**
 * How an event ended at its recipient.
 *
 * @param kind how
 * @param attempts how often the handler was called
 * @param text the result or the reason
 */
public record Outcome(ConsumedEvent.Outcome kind, int attempts, Optional<String> text) {}
