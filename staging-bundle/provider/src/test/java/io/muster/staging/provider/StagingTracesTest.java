package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.conformance.ConformanceRun;
import io.muster.conformance.StagingSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTracesTest {
  @Test
  void everyRecordedTracePassesAndNoneIsSkipped(@TempDir Path folder) throws Exception {
    Files.copy(
        Path.of(System.getProperty("muster.conformance"), "staging-traces.json"),
        folder.resolve("staging-traces.json"));
    StagingSuite suite =
        new StagingSuite((clock, callbacks) -> new Bench(clock, callbacks, RecordedLog.silent()));
    var report = ConformanceRun.of(folder, List.of(suite), Duration.ofSeconds(30));
    assertEquals(List.of(), report.findings());
    assertEquals("66 passed, 0 failed, 0 skipped", report.toString());
  }
}
