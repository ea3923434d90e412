package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The tests' disk is looked at while the store's thread works on it. */
class MemDiskTest {

  @Test
  void whatItHoldsIsReadWhileAnotherThreadMakesAndDeletesFiles() {
    MemDisk disk = new MemDisk();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> makeAndDelete(disk));
    while (!writer.isDone()) {
      disk.content().forEach((name, bytes) -> assertEquals(0, bytes.length % 3, name));
      disk.bytesRead().forEach((name, read) -> assertEquals(0, read % 3, name));
    }
    writer.join();
    assertEquals(0, disk.content().size());
    assertEquals(2000, disk.deletions());
  }

  private static void makeAndDelete(MemDisk disk) {
    try {
      for (int i = 0; i < 2000; i++) {
        Disk.File file = disk.open("d/" + i, Disk.Mode.CREATE);
        file.write(0, ByteBuffer.wrap(new byte[3]));
        file.read(0, new byte[3], 0, 3);
        file.close();
        disk.delete("d/" + i);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
