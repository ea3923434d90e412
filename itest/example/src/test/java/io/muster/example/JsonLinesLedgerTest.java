package io.muster.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesLedgerTest {
  private static final PeerKey KEY = PeerKey.parse("gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("acct.jsonl");
  }

  @Test
  void anOrderIsBookedOnce() throws IOException {
    JsonLinesLedgerComponent ledger = open();
    assertTrue(ledger.book(order(1)));
    assertFalse(ledger.book(order(2)));
    ledger.close();
  }

  @Test
  void whatWasBookedBeforeARestartIsKnown() throws IOException {
    JsonLinesLedgerComponent before = open();
    before.book(order(1));
    before.close();
    JsonLinesLedgerComponent after = open();
    assertFalse(after.book(order(2)));
    after.close();
  }

  @Test
  void aLineCutByACrashIsNotABooking() throws IOException {
    JsonLinesLedgerComponent before = open();
    before.close();
    Files.writeString(file, "{\"what\":\"handled\",\"id\":\"000", StandardOpenOption.APPEND);
    JsonLinesLedgerComponent after = open();
    assertTrue(after.book(order(1)));
    after.close();
    JsonLinesLedgerComponent later = open();
    assertFalse(later.book(order(2)), "the booking behind the cut line was forgotten");
    later.close();
  }

  @Test
  void theHandlerSaysWhetherTheOrderIsNew() throws IOException {
    JsonLinesLedgerComponent ledger = open();
    OrderHandlerComponent handler = new OrderHandlerComponent(ledger);
    Answers answers = new Answers();
    handler.handle(order(1), answers);
    handler.handle(order(2), answers);
    ledger.close();
    assertEquals(
        List.of("{\"booked\":true,\"attempt\":1}", "{\"booked\":false,\"attempt\":2}"),
        answers.results);
  }

  private JsonLinesLedgerComponent open() throws IOException {
    return new JsonLinesLedgerComponent(new FileConfig(file), new KnownKey());
  }

  private static Event order(int attempt) {
    EventId id = EventId.of(new byte[EventId.BYTES]);
    return new Event(id, "orders", KEY, "", "{\"article\":\"lamp\"}", Instant.EPOCH, attempt);
  }

  private record KnownKey() implements Identity {
    @Override
    public PeerKey key() {
      return KEY;
    }

    @Override
    public byte[] sign(String purpose, byte[] message) {
      throw new UnsupportedOperationException("a ledger signs nothing");
    }
  }

  @SuppressWarnings("BadAnnotationImplementation")
  private record FileConfig(Path file) implements JsonLinesLedgerComponent.Config {
    @Override
    public String ledger() {
      return file.toString();
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return JsonLinesLedgerComponent.Config.class;
    }
  }

  private static final class Answers implements Acknowledgement {
    private final List<String> results = new ArrayList<>();

    @Override
    public void consumed() {
      results.add("");
    }

    @Override
    public void consumed(String resultJson) {
      results.add(resultJson);
    }

    @Override
    public void retry(Duration after) {
      results.add("retry");
    }

    @Override
    public void reject(String reason) {
      results.add("reject");
    }

    @Override
    public void inProgress() {
      results.add("in progress");
    }
  }
}
