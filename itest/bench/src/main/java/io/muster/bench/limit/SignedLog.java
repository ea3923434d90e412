package io.muster.bench.limit;

import io.muster.bench.rival.Rival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The bare log, loaded as the rivals are: an event has arrived when it is on disk. */
public record SignedLog() implements Rival {
  @Override
  public String name() {
    return "bare log, group commit, a signature per batch";
  }

  @Override
  public Running start(Path folder, Consumer<String> arrived, Consumer<Throwable> failed)
      throws IOException {
    BareLog log = new BareLog(folder.resolve("log"), true, records -> records.forEach(arrived));
    return new Running() {
      @Override
      public void send(int number, String payload) {
        log.append(payload);
      }

      @Override
      public void close() throws IOException {
        log.close();
      }
    };
  }
}
