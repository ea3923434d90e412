package io.muster.events.provider;

import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import java.util.Map;

/** Tells when a topic's store turns out to be full or damaged. Confined to one thread. */
final class StoreWatch {
  private static final String SUBJECT = "store";

  private final Notices notices;
  private boolean full;
  private int damages;

  StoreWatch(Notices notices) {
    this.notices = notices;
  }

  /** Looks at the numbers that the store has at hand; null: there is no store. */
  void look(EventStore store) {
    if (store == null) {
      return;
    }
    try {
      compare(store.usage());
    } catch (StoreException e) {
      return; // it is going; the next one is looked at
    }
  }

  private void compare(StoreUsage usage) {
    if (usage.full() && !full) {
      notices.tell(Notices.Kind.FULL, SUBJECT, Map.of("bytes", usage.bytes()));
    }
    full = usage.full();
    if (usage.damages() > damages) {
      notices.tell(Notices.Kind.QUARANTINED, SUBJECT, Map.of("damages", usage.damages()));
    }
    damages = Math.max(0, usage.damages());
  }
}
