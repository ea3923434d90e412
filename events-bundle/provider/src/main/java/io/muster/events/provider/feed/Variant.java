package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Position;

/**
 * An ADD and the smallest place where it stands; more than one place if it was copied.
 *
 * @param add what it says
 * @param at where
 */
public record Variant(Add add, Position at) {}
