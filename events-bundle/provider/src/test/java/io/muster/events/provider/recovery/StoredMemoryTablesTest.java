package io.muster.events.provider.recovery;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.WireTable;
import io.muster.events.spi.EventStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StoredMemoryTablesTest {
  private final Samples samples = new Samples(32);
  private final Hash topic = samples.hash();
  private final EventStore store = MemoryStore.inline();

  @Test
  void cellOfRecoveryIsAsItsTableSays() throws IOException {
    new RecoveryCell(store, topic, SilentLog.LOGGER).write(new RecoveryCell.Content(77, true));
    WireTable.check(
        "Cell of recovery",
        store.cell("t/" + topic + "/recovery").orElseThrow(),
        new FieldWriter().time(77).toArray(),
        new byte[] {1});
  }

  @Test
  void idsThatWereRunAreAsTheirTableSays() throws IOException {
    EventId first = samples.event();
    EventId second = samples.event();
    RanIds ran = new RanIds(store, topic, Runnable::run, SilentLog.LOGGER);
    ran.remember(first, new RanIds.Ran(5, ConsumedEvent.Outcome.OK, 1));
    ran.remember(second, new RanIds.Ran(6, ConsumedEvent.Outcome.DEAD, 10));
    ran.flush();
    FieldWriter items = new FieldWriter();
    items.event(first).time(5).u8(0).u32(1);
    items.event(second).time(6).u8(2).u32(10);
    WireTable.check(
        "Ids that were run",
        store.log("t/" + topic + "/ran").read(1, 1, 1).get(0).bytes(),
        new FieldWriter().time(0).toArray(),
        new FieldWriter().u16(2).toArray(),
        items.toArray());
  }
}
