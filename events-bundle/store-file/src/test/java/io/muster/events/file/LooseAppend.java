package io.muster.events.file;

import io.muster.events.spi.Blob;
import java.util.ArrayList;
import java.util.List;

/** What a store does wrong: writes an entry and its blobs as if they had nothing to do with it. */
final class LooseAppend extends Op<Long> {
  private final Op.Append entry;
  private final List<Op<?>> parts = new ArrayList<>();

  LooseAppend(String log, byte[] bytes, List<Blob> blobs, boolean entryFirst) {
    entry = new Op.Append(LogId.of(log), log, bytes);
    blobs.forEach(blob -> parts.add(new Op.PutBlob(blob.hash(), blob.bytes().array())));
    parts.add(entryFirst ? 0 : parts.size(), entry);
  }

  @Override
  int bytes() {
    return parts.stream().mapToInt(Op::bytes).sum();
  }

  @Override
  void encode(Group group) {
    parts.forEach(part -> part.encode(group));
  }

  @Override
  void apply(Index index) {
    parts.forEach(part -> part.apply(index));
  }

  @Override
  Long result() {
    return entry.result();
  }
}
