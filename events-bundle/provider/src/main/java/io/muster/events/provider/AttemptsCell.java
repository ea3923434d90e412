package io.muster.events.provider;

import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.delivery.Attempts;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where the number of attempts at the head of the lane outlives a restart. Confined to the topic's
 * thread.
 */
final class AttemptsCell {
  private final TopicCore core;
  private final String name;

  AttemptsCell(TopicCore core) {
    this.core = core;
    this.name = "t/" + core.feeds().topicId() + "/attempts";
  }

  void put(Attempts attempts) {
    byte[] bytes =
        new FieldWriter()
            .event(attempts.event())
            .u32(attempts.failed())
            .time(attempts.notBefore())
            .toArray();
    core.store()
        .putCell(name, ByteBuffer.wrap(bytes))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                core.tools().log().warn("The number of attempts could not be kept", failure);
              }
            });
  }

  Optional<Attempts> get() {
    try {
      return core.store().cell(name).map(FieldReader::new).map(AttemptsCell::read);
    } catch (MalformedException e) {
      core.tools().log().warn("The number of attempts is unreadable and begins anew", e);
      return Optional.empty();
    }
  }

  private static Attempts read(FieldReader from) {
    Attempts attempts = new Attempts(from.event(), from.u32(), from.time());
    from.end();
    return attempts;
  }
}
