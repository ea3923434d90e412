package io.muster.bench.store;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The limit: bytes appended to one file and forced. */
final class RawAppend implements Contender {
  @Override
  public double measure(Path folder, long millis) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH * BYTES);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("raw"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return BatchLoop.run(
          millis,
          (first, records) -> {
            buffer.clear();
            for (byte[] each : records) {
              buffer.put(each);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
              file.write(buffer);
            }
            file.force(false);
          });
    }
  }
}
