package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Position;
import java.util.Optional;

/** Reads ADDs of which only the outline is in memory. */
@FunctionalInterface
public interface Adds {
  /**
   * Returns the ADD that stands at a place; empty if it was damaged since it was stored.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  Optional<Add> read(Position at);
}
