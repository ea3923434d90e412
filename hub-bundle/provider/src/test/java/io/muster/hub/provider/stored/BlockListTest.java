package io.muster.hub.provider.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.MusterException;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockListTest {
  private static final PeerKey KEY = PeerKey.parse("Mx0gJ9n2g4vMNswA4qoBRVYIhjA5VurAYLzJ3fr6HO0=");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("hub").resolve("blocked");
  }

  private BlockList open() {
    return BlockList.open(new AtomicFile(file));
  }

  @Test
  void whoIsBlockedStaysBlockedWhenTheListIsReadAgain() {
    assertTrue(open().block(KEY, "spam \"and\" \n more"));
    assertFalse(open().block(KEY, "worse"));
    assertEquals(Map.of(KEY, "worse"), open().blocked());
    assertTrue(open().unblock(KEY));
    assertFalse(open().unblock(KEY));
    assertEquals(Map.of(), open().blocked());
  }

  @Test
  void damagedListIsRefusedWhereverItWasCut() throws IOException {
    open().block(KEY, "spam");
    String whole = Files.readString(file);
    for (int length = 0; length < whole.length() - 1; length++) {
      Files.writeString(file, whole.substring(0, length));
      UncheckedIOException e = assertThrows(UncheckedIOException.class, this::open);
      assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    }
    Files.writeString(file, whole.replace("spam", "s" + "p".repeat(300)));
    assertThrows(UncheckedIOException.class, this::open);
  }

  @Test
  void nothingIsBlockedThatCannotBeWritten() throws IOException {
    BlockList list = open();
    Files.writeString(folder.resolve("hub"), "a file where the folder should be");
    MusterException e = assertThrows(MusterException.class, () -> list.block(KEY, "spam"));
    assertEquals("MUSTER-HUB-0015", e.code());
    assertEquals(Map.of(), list.blocked());
  }
}
