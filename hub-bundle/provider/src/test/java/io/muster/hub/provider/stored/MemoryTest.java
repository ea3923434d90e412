package io.muster.hub.provider.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.provider.machine.Backoff;
import io.muster.hub.provider.stored.Memory.Kept;
import io.muster.hub.provider.stored.Memory.Moment;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final PeerKey KEY = PeerKey.parse("Mx0gJ9n2g4vMNswA4qoBRVYIhjA5VurAYLzJ3fr6HO0=");
  private static final URI HUB = URI.create("https://hub.example.org");
  private static final long WALL = 1_700_000_000_000L;

  @TempDir private Path folder;
  private final List<String> failures = new ArrayList<>();

  private Memory memory() {
    AtomicFile file = new AtomicFile(folder.resolve("memory"));
    return new Memory(file, (what, cause) -> failures.add(what));
  }

  private static Kept kept(Backoff backoff) {
    return new Kept(new TreeMap<>(Map.of(KEY, backoff)), new TreeSet<>(List.of(HUB)));
  }

  @Test
  void backOffGoesOnByTheWallClockWhenTheMachinesClockBeginsAnew() {
    Backoff failed = new Backoff(7, 90_000, 50_000, Optional.of("no \"answer\""));
    memory().save(kept(failed), new Moment(60_000, WALL));
    Kept later = memory().load(new Moment(1_000, WALL + 10_000), 300_000);
    assertEquals(
        new Backoff(7, 21_000, -19_000, Optional.of("no \"answer\"")), later.backoffs().get(KEY));
    assertEquals(List.of(HUB), List.copyOf(later.hubs()));
  }

  @Test
  void clockThatWentBackNeverMakesAWaitLongerThanTheLongest() {
    Backoff failed = new Backoff(2, 90_000, 50_000, Optional.of("x"));
    memory().save(kept(failed), new Moment(60_000, WALL));
    Backoff back = memory().load(new Moment(0, WALL - 86_400_000L), 300_000).backoffs().get(KEY);
    assertEquals(300_000, back.notBefore());
    assertTrue(back.lastTried() <= 0);
    Backoff late = memory().load(new Moment(0, WALL + 86_400_000L), 300_000).backoffs().get(KEY);
    assertEquals(0, late.notBefore());
  }

  @Test
  void damagedFileIsPutAsideAndTheNodeBeginsWithoutIt() throws IOException {
    memory().save(kept(new Backoff(2, 1, 1, Optional.of("x"))), new Moment(0, WALL));
    Path file = folder.resolve("memory");
    String damaged = Files.readString(file).replace("failures", "fai");
    Files.writeString(file, damaged);
    assertEquals(new Kept(new TreeMap<>(), new TreeSet<>()), memory().load(new Moment(0, WALL), 9));
    assertEquals(1, failures.size());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(damaged, Files.readString(left.findFirst().orElseThrow()));
    }
    memory().save(kept(new Backoff(3, 1, 1, Optional.of("x"))), new Moment(0, WALL));
    assertEquals(1, memory().load(new Moment(0, WALL), 9).backoffs().size());
  }

  @Test
  void sameContentIsNotWrittenAgain() throws IOException {
    Memory memory = memory();
    Path file = folder.resolve("memory");
    memory.save(kept(new Backoff(2, 1, 1, Optional.of("x"))), new Moment(0, WALL));
    FileTime old = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(file, old);
    memory.save(kept(new Backoff(2, 1, 1, Optional.of("x"))), new Moment(7, WALL + 8));
    assertEquals(old, Files.getLastModifiedTime(file));
    memory.save(kept(new Backoff(3, 1, 1, Optional.of("x"))), new Moment(7, WALL + 8));
    assertTrue(Files.getLastModifiedTime(file).compareTo(old) > 0);
  }
}
