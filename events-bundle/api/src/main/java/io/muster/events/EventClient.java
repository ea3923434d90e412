package io.muster.events;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A client of a topic: stores and replicates what the members wrote, and hands events for this node
 * to its {@link EventHandler}.
 */
@ProviderType
public interface EventClient extends Topic {}
