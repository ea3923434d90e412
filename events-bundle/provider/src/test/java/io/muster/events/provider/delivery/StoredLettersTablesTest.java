package io.muster.events.provider.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.WireTable;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import io.muster.events.spi.EventLog;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredLettersTablesTest {
  private final Samples samples = new Samples(33);
  private final EventLog log = MemoryStore.inline().log("dead");
  private final DeadLetters letters =
      new DeadLetters(
          new DeadLetters.Place(log, Runnable::run, SilentLog.LOGGER),
          DeadLetters.Limits.DEFAULT,
          body -> {});

  private <E extends Entry> E sample(Class<E> type) {
    return samples.oneOfEach().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private byte[] record(int number) {
    return log.read(number, 1, 1).get(0).bytes();
  }

  private static byte[] u16(int value) {
    return new FieldWriter().u16(value).toArray();
  }

  @Test
  void lettersAreAsTheirTablesSay() throws IOException {
    EventKey key = new EventKey(samples.event(), samples.key());
    Add add = sample(Add.class);
    Lane lane = sample(Lane.class);
    Receipt receipt = new Receipt(key.recipient(), samples.position(), sample(Consumed.class));
    letters.keep(
        new Letter(
            key, 5, 10, "It threw", Optional.of(add), Optional.of(lane), Optional.of(receipt)));
    letters.drop(key.id());
    byte[] event = Entries.encode(add);
    byte[] context = Entries.encode(lane);
    byte[] consumed = Entries.encode(receipt.entry());
    WireTable.check(
        "Dead letter that is kept",
        record(1),
        new byte[] {1},
        key.id().bytes(),
        key.recipient().bytes(),
        new FieldWriter().time(5).toArray(),
        new FieldWriter().u32(10).toArray(),
        u16(8),
        "It threw".getBytes(UTF_8),
        u16(event.length),
        event,
        u16(context.length),
        context,
        new byte[] {1},
        receipt.at().feed().bytes(),
        new FieldWriter().u64(receipt.at().seq()).toArray(),
        u16(consumed.length),
        consumed);
    WireTable.check("Dead letter that is gone", record(2), new byte[] {2}, key.id().bytes());
  }
}
