package io.muster.events.provider;

import io.muster.events.memory.MemoryStore;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/** A copy of a store's logs, without blobs and cells. */
final class StoreCopy {
  private StoreCopy() {}

  static EventStore of(EventStore original) {
    return of(original, name -> true);
  }

  /** Copies some logs only: as if the others had been lost or trimmed. */
  static EventStore of(EventStore original, Predicate<String> which) {
    MemoryStore copy = MemoryStore.inline();
    for (String name : original.logs().stream().filter(which).toList()) {
      EventLog log = original.log(name);
      for (EventLog.Entry entry : log.read(log.first(), 1_000_000, Integer.MAX_VALUE)) {
        copy.log(name).append(ByteBuffer.wrap(entry.bytes()));
      }
    }
    return copy;
  }
}
