package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTailTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("acct.jsonl");
  }

  @Test
  void aLedgerThatIsNotThereYetHasNoLines() throws IOException {
    assertTrue(LedgerTail.fromStart(file).next(line -> true).isEmpty());
  }

  @Test
  void eachLineIsSeenOnceAndAHalfLineWaits() throws IOException {
    LedgerTail tail = LedgerTail.fromStart(file);
    append("{\"n\":1}\n{\"n\":2}\n{\"n\"");
    assertEquals(1, next(tail));
    assertEquals(2, next(tail));
    assertTrue(tail.next(line -> true).isEmpty());
    append(":3}\n");
    assertEquals(3, next(tail));
    assertTrue(tail.next(line -> true).isEmpty());
  }

  @Test
  void linesBeforeTheEndAtTheStartAreNotSeen() throws IOException {
    append("{\"n\":1}\n");
    LedgerTail tail = LedgerTail.fromEnd(file);
    append("{\"n\":2}\n");
    assertEquals(2, next(tail));
  }

  @Test
  void aHalfLineAtTheEndMayBeTakenOutAgain() throws IOException {
    append("{\"n\":1}\n{\"n\":2");
    LedgerTail tail = LedgerTail.fromEnd(file);
    Files.writeString(file, "{\"n\":1}\n{\"n\":3}\n");
    assertEquals(3, next(tail));
  }

  @Test
  void linesBehindTheFirstBlockAreFound() throws IOException {
    append("{\"n\":0,\"t\":\"ä\"}\n".repeat(100_000) + "{\"n\":7}\n");
    var line = LedgerTail.fromStart(file).next(l -> l.get("n").getAsInt() == 7);
    assertEquals(7, line.orElseThrow().get("n").getAsInt());
  }

  private static int next(LedgerTail tail) throws IOException {
    return tail.next(line -> true).orElseThrow().get("n").getAsInt();
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
