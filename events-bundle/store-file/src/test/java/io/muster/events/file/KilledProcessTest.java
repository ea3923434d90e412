package io.muster.events.file;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process writes and is killed: what it said was confirmed is there. */
@Tag("accounts")
class KilledProcessTest {
  private static final int ROUNDS = Integer.getInteger("muster.kill.rounds", 20);
  private static final int LONG_ROUNDS = 200;

  @TempDir Path directory;

  @Test
  void whatAKilledProcessHasConfirmedIsThere() throws Exception {
    killed(ROUNDS);
  }

  @Test
  @Tag("long")
  void whatAProcessKilledVeryOftenHasConfirmedIsThere() throws Exception {
    killed(LONG_ROUNDS);
  }

  private void killed(int rounds) throws Exception {
    Random random = new Random(5);
    Authors authors = new Authors();
    for (int round = 0; round < rounds; round++) {
      authors.run(
          directory, round, 100 + random.nextInt(800), process -> process.destroyForcibly());
      authors.judge(directory);
    }
    System.out.println(authors.account("killed-process", rounds));
  }
}
