package io.muster.events.provider;

import io.muster.events.memory.MemoryStore;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;

/** A copy of a store's logs, as of a directory that was copied; blobs and cells go with it. */
final class StoreCopy {
  private StoreCopy() {}

  static EventStore of(EventStore original) {
    MemoryStore copy = MemoryStore.inline();
    for (String name : original.logs()) {
      EventLog log = original.log(name);
      for (EventLog.Entry entry : log.read(log.first(), 1_000_000, Integer.MAX_VALUE)) {
        copy.log(name).append(ByteBuffer.wrap(entry.bytes()));
      }
    }
    return copy;
  }
}
