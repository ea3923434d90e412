package io.muster.example;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventState;
import io.muster.events.TopicStatus;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A ledger in a file, one JSON object per line; the file is the property {@code ledger} of PID
 * {@code io.muster.example}. A real shop would use its database, in one transaction with the
 * order's effect.
 */
@Component(
    configurationPid = "io.muster.example",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
public final class JsonLinesLedgerComponent implements Ledger {
  /** The configuration. */
  @interface Config {
    /** The file that the ledger appends to. */
    String ledger();
  }

  private final BufferedWriter writer;
  private final Set<String> booked = new HashSet<>();

  /** Reads what is in the books and goes on where they end. */
  @Activate
  public JsonLinesLedgerComponent(Config config, @Reference(name = "identity") Identity identity)
      throws IOException {
    Path file = Path.of(config.ledger());
    if (Files.exists(file)) {
      dropCutLine(file);
      readBookings(file);
    }
    writer =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    write(line("open", "key", identity.key().toString()));
  }

  /** A process that was killed while it wrote leaves a last line without an end. */
  private static void dropCutLine(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long end = bytes.length();
      while (end > 0) {
        bytes.seek(end - 1);
        if (bytes.read() == '\n') {
          break;
        }
        end--;
      }
      bytes.setLength(end);
    }
  }

  private void readBookings(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .filter(line -> line.startsWith("{\"what\":\"handled\""))
          .map(line -> JsonParser.parseString(line).getAsJsonObject())
          .forEach(line -> booked.add(line.get("id").getAsString()));
    }
  }

  @Deactivate
  void close() throws IOException {
    write(line("close", "booked", String.valueOf(booked.size())));
    writer.close();
  }

  @Override
  public synchronized boolean book(Event order) {
    boolean first = booked.add(order.id().toString());
    JsonObject line = line("handled", "id", order.id().toString());
    line.addProperty("attempt", order.attempt());
    line.addProperty("first", first);
    line.addProperty("sha256", sha256(order.json()));
    write(line);
    return first;
  }

  @Override
  public void receipt(PeerKey branch, ConsumedEvent order) {
    JsonObject line = line("consumed", "id", order.id().toString());
    line.addProperty("branch", branch.toString());
    line.addProperty("outcome", order.outcome().name());
    line.addProperty("result", order.result().orElse(""));
    line.addProperty("attempts", order.attempts());
    line.addProperty("redelivered", order.redelivered());
    line.addProperty("sha256", order.json().map(JsonLinesLedgerComponent::sha256).orElse(""));
    write(line);
  }

  @Override
  public void attempted(String key, PeerKey branch, String json) {
    JsonObject line = line("attempted", "key", key);
    line.addProperty("branch", branch.toString());
    line.addProperty("sha256", sha256(json));
    write(line);
  }

  @Override
  public void added(String key, EventId id, Optional<EventState> state) {
    JsonObject line = line("added", "key", key);
    line.addProperty("id", id.toString());
    line.addProperty("body", state.map(EventState::bodyHash).orElse(""));
    write(line);
  }

  @Override
  public void deferred(String key, Exception refusal) {
    JsonObject line = line("deferred", "key", key);
    line.addProperty("why", refusal.getMessage());
    write(line);
  }

  @Override
  public void failed(String key, Throwable failure) {
    JsonObject line = line("failed", "key", key);
    line.addProperty("why", failure.toString());
    write(line);
  }

  @Override
  public void status(TopicStatus status) {
    JsonObject line = line("status", "waiting", String.valueOf(status.waiting()));
    line.addProperty("unsettled", status.unsettled());
    line.addProperty("connected", status.connected());
    line.addProperty("members", status.members());
    write(line);
  }

  private static JsonObject line(String what, String name, String value) {
    JsonObject line = new JsonObject();
    line.addProperty("what", what);
    line.addProperty(name, value);
    line.addProperty("at", System.currentTimeMillis());
    return line;
  }

  /**
   * A line is in the file when this returns, so that a process killed later has not forgotten it.
   */
  private synchronized void write(JsonObject line) {
    try {
      writer.write(line.toString());
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
