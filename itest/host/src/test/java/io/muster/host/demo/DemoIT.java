package io.muster.host.demo;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("accounts")
class DemoIT {
  @TempDir Path scratch;

  @Test
  void everyStepIsSeenAndEveryEventOfAFileIsHandledOnceThoughEachNodeIsKilled() throws Exception {
    try (DemoRun demo = new DemoRun(scratch, 600, List.of())) {
      demo.endsWell();
      demo.told().lines().filter(line -> line.startsWith("ACCT ")).forEach(System.out::println);
    }
  }
}
