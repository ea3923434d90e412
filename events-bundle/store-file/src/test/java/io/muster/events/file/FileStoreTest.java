package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.events.spi.EventStore;
import io.muster.events.tck.EventStoreTck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The rules for stores, on real files. */
class FileStoreTest extends EventStoreTck {
  @TempDir Path directory;
  private final Map<EventStore, OpenStore> open = new HashMap<>();

  @AfterEach
  void everythingWasClosed() {
    assertEquals(Map.of(), open);
  }

  @Override
  protected EventStore open() throws IOException {
    OpenStore opened = OpenStore.over(RealDisk.at(directory.resolve("events")), OpenStore.SMALL);
    open.put(opened.store, opened);
    return opened.store;
  }

  @Override
  protected void close(EventStore store) {
    open.remove(store).close();
  }

  @Override
  protected boolean isDurable() {
    return true;
  }
}
