package io.muster.events.provider.recovery;

import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.service.log.Logger;

/** Remembers over restarts whether the server recovers, and whether it ever lost anything. */
final class RecoveryCell {
  /**
   * What is remembered.
   *
   * @param since when recovering began, in ms; 0 if it is over
   * @param lost whether a feed of the own key came back from others
   */
  record Content(long since, boolean lost) {}

  private final EventStore store;
  private final String name;
  private final Logger log;

  RecoveryCell(EventStore store, Hash topicId, Logger log) {
    this.store = store;
    this.name = "t/" + topicId + "/recovery";
    this.log = log;
  }

  Optional<Content> read(long now) {
    try {
      return store.cell(name).map(FieldReader::new).map(RecoveryCell::content);
    } catch (MalformedException e) {
      log.warn("Whether this server recovers is unreadable: it begins anew", e);
      return Optional.of(new Content(now, true));
    }
  }

  private static Content content(FieldReader from) {
    Content content = new Content(from.time(), from.u8(1) == 1);
    from.end();
    return content;
  }

  void write(Content content) {
    byte[] bytes = new FieldWriter().time(content.since()).u8(content.lost() ? 1 : 0).toArray();
    store
        .putCell(name, ByteBuffer.wrap(bytes))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("Whether this server recovers could not be kept", failure);
              }
            });
  }
}
