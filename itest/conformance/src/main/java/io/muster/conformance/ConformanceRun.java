package io.muster.conformance;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs every item of every file in a folder, each within a time limit. */
public final class ConformanceRun {
  private static final List<String> FORMATS =
      List.of("address-vectors/1", "staging-traces/1", "signalhub-transcripts/1");
  private static final long MAX_FILE_BYTES = 64L << 20;

  private final Map<String, ConformanceSuite> suites;
  private final Duration limit;
  private final List<Finding> findings = new ArrayList<>();
  private int passed;

  /**
   * What is worth telling of one item: everything but a pass.
   *
   * @param id the item's id, or the file's name if the file itself is at fault
   * @param outcome what came of it
   */
  public record Finding(String id, Outcome outcome) {}

  /**
   * What came of all items.
   *
   * @param passed the number of items that passed
   * @param findings the others
   */
  public record Report(int passed, List<Finding> findings) {
    /** The number of items with a verdict other than a pass. */
    public long count(Outcome.Kind kind) {
      return findings.stream().filter(finding -> finding.outcome().kind() == kind).count();
    }

    /** The closing line. */
    @Override
    public String toString() {
      return "%d passed, %d failed, %d skipped"
          .formatted(passed, count(Outcome.Kind.FAILED), count(Outcome.Kind.SKIPPED));
    }
  }

  private ConformanceRun(Collection<ConformanceSuite> suites, Duration limit) {
    this.suites =
        suites.stream()
            .collect(Collectors.toMap(ConformanceSuite::format, Function.identity(), (a, b) -> a));
    this.limit = limit;
  }

  /**
   * Runs all items of the files {@code *.json} in a folder.
   *
   * @param folder the folder, not searched deeper
   * @param suites who runs which format
   * @param limit the longest time for one item
   * @return what came of them
   * @throws IOException if the folder cannot be read
   */
  public static Report of(Path folder, Collection<ConformanceSuite> suites, Duration limit)
      throws IOException {
    ConformanceRun run = new ConformanceRun(suites, limit);
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      run.file(file);
    }
    return new Report(run.passed, List.copyOf(run.findings));
  }

  private void file(Path path) {
    JsonObject file;
    try {
      file = read(path);
    } catch (IOException | JsonParseException | IllegalStateException e) {
      fail(path.getFileName().toString(), "not a readable JSON object: " + e.getMessage());
      return;
    }
    JsonElement format = file.get("format");
    if (format == null || !FORMATS.contains(format.getAsString())) {
      return; // not ours
    }
    ConformanceSuite suite = suites.get(format.getAsString());
    if (suite == null) {
      fail(
          path.getFileName().toString(),
          "no suite for " + format + " is active; see muster:diagnose");
      return;
    }
    items(suite, file);
  }

  private static JsonObject read(Path path) throws IOException {
    if (Files.size(path) > MAX_FILE_BYTES) {
      throw new IOException(path + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    TypeAdapter<JsonElement> adapter =
        new GsonBuilder().setStrictness(Strictness.STRICT).create().getAdapter(JsonElement.class);
    try (Reader reader = Files.newBufferedReader(path)) {
      return adapter.fromJson(reader).getAsJsonObject();
    }
  }

  private void items(ConformanceSuite suite, JsonObject file) {
    for (Map.Entry<String, JsonElement> field : file.entrySet()) {
      if (field.getValue().isJsonArray()) {
        for (JsonElement item : field.getValue().getAsJsonArray()) {
          item(suite, item.getAsJsonObject(), file);
        }
      }
    }
  }

  /** Each item on a thread of its own: one that hangs does not hold up the next. */
  private void item(ConformanceSuite suite, JsonObject item, JsonObject file) {
    String id = item.get("id").getAsString();
    FutureTask<Outcome> running = new FutureTask<>(() -> suite.run(item, file));
    Thread thread = new Thread(running, "muster-conformance-" + id);
    thread.setDaemon(true);
    thread.start();
    try {
      Outcome outcome = running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (outcome.kind() == Outcome.Kind.PASSED) {
        passed++;
      } else {
        findings.add(new Finding(id, outcome));
      }
    } catch (TimeoutException e) {
      fail(id, "did not end within " + limit);
    } catch (ExecutionException e) {
      fail(id, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(id, "interrupted");
    } finally {
      running.cancel(true);
    }
  }

  private void fail(String id, String detail) {
    findings.add(new Finding(id, Outcome.failed(detail)));
  }
}
