package io.muster.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final String PASSPHRASE = "correct horse battery";

  @TempDir Path data;
  private Path directory;
  private KeyFile file;

  @BeforeEach
  void place() {
    directory = data.resolve("node").resolve("identity");
    file = new KeyFile(directory, new SecureRandom());
  }

  @Test
  void firstStartMakesAKeyThatItsOwnerAloneMayReadAndTheNextFindsIt() throws IOException {
    LocalIdentity first = file.open();
    assertEquals(first.key(), file.open().key());
    assertEquals("rwx------", mode(directory));
    assertEquals("rw-------", mode(directory.resolve("key")));
    assertEquals(List.of("key"), names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----", "rw-----w-"})
  void keyFileOfOthersIsRefusedWithTheLineThatMendsIt(String mode) throws IOException {
    file.open();
    setMode(file.path(), mode);
    KeyProblem problem = assertThrows(KeyProblem.class, file::open);
    assertTrue(problem.getMessage().contains("chmod 600 " + file.path()), problem.getMessage());
    assertTrue(problem.getMessage().contains(mode), problem.getMessage());
    setMode(file.path(), "rw-------");
    file.open();
  }

  @Test
  void directoryOfOthersIsRefusedWithTheLineThatMendsIt() throws IOException {
    file.open();
    setMode(directory, "rwxr-xr-x");
    KeyProblem problem = assertThrows(KeyProblem.class, file::open);
    assertTrue(problem.getMessage().endsWith("chmod 700 " + directory), problem.getMessage());
  }

  @Test
  void existingDirectoryOfOthersGetsNoKey() throws IOException {
    Files.createDirectories(directory);
    setMode(directory, "rwxrwxrwx");
    assertThrows(KeyProblem.class, file::open);
    assertEquals(List.of(), names());
  }

  @Test
  void everyFlippedByteIsFoundAndTheFileIsLeftAsItIs() throws IOException {
    file.open();
    byte[] good = Files.readAllBytes(file.path());
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x20;
      Files.write(file.path(), bad);
      assertThrows(KeyProblem.class, file::open, "byte " + at);
      assertArrayEquals(bad, Files.readAllBytes(file.path()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42, KeyFile.LENGTH - 1, KeyFile.LENGTH + 1})
  void fileOfAnotherLengthIsDamageAndNoNewKeyIsMade(int length) throws IOException {
    file.open();
    byte[] other = Arrays.copyOf(Files.readAllBytes(file.path()), length);
    Files.write(file.path(), other);
    KeyProblem problem = assertThrows(KeyProblem.class, file::open);
    assertTrue(problem.getMessage().contains("key-import"), problem.getMessage());
    assertArrayEquals(other, Files.readAllBytes(file.path()));
  }

  @Test
  void fileOfANewerVersionIsNotCalledDamaged() throws IOException {
    file.open();
    byte[] newer = Files.readAllBytes(file.path());
    newer[10] = 2;
    Files.write(file.path(), newer);
    KeyProblem problem = assertThrows(KeyProblem.class, file::open);
    assertTrue(problem.getMessage().contains("version 2"), problem.getMessage());
  }

  @Test
  void manyFirstStartsAtOnceAgreeOnOneKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      starts.add(() -> new KeyFile(directory, new SecureRandom()).open().key().toString());
    }
    Files.createDirectories(directory.getParent());
    OwnerOnly.makeDirectory(directory);
    List<Future<String>> keys = threads.invokeAll(starts, 2, TimeUnit.MINUTES);
    threads.shutdown();
    String key = file.open().key().toString();
    for (Future<String> other : keys) {
      assertEquals(key, other.get());
    }
    assertEquals(List.of("key"), names());
  }

  @Test
  void directoryThatCannotBeMadeIsNamedWithTheKeyToSet() throws IOException {
    Files.write(data.resolve("node"), new byte[0]);
    KeyProblem problem = assertThrows(KeyProblem.class, file::open);
    assertTrue(problem.getMessage().contains(directory.toString()), problem.getMessage());
    assertTrue(problem.getMessage().contains("io.muster.identity/directory"));
  }

  @Test
  void exportIsKnownUntilAnotherKeyTakesItsPlace() throws IOException {
    NodeIdentity node = new NodeIdentity(directory, new SecureRandom());
    assertFalse(node.isExported());
    Path export = data.resolve("export");
    node.exportTo(export, PASSPHRASE);
    assertTrue(node.isExported());
    assertTrue(new NodeIdentity(directory, new SecureRandom()).isExported());
    assertEquals("rw-------", mode(export));
    file.replace(LocalIdentity.generate(new SecureRandom()));
    assertFalse(new NodeIdentity(directory, new SecureRandom()).isExported());
  }

  @Test
  void exportNeverOverwritesAndAsksForAPassphraseOfSomeLength() throws IOException {
    NodeIdentity node = new NodeIdentity(directory, new SecureRandom());
    Path export = data.resolve("export");
    assertThrows(KeyProblem.class, () -> node.exportTo(export, "1234567"));
    assertThrows(KeyProblem.class, () -> node.exportTo(data.resolve("no/where"), PASSPHRASE));
    Files.writeString(export, "mine");
    assertThrows(KeyProblem.class, () -> node.exportTo(export, PASSPHRASE));
    assertEquals("mine", Files.readString(export));
    assertFalse(node.isExported());
  }

  @Test
  void importPutsTheKeyInPlaceAndKeepsTheFormerOne() throws IOException {
    LocalIdentity former = file.open();
    LocalIdentity other = LocalIdentity.generate(new SecureRandom());
    byte[] export = KeyExport.seal(other, PASSPHRASE, new SecureRandom());
    NodeIdentity.Imported imported =
        NodeIdentity.importInto(directory, new SecureRandom(), export, PASSPHRASE);
    assertEquals(other.key(), file.open().key());
    assertTrue(file.isExported(other));
    assertEquals(directory.resolve("key.replaced-1"), imported.kept());
    Files.move(imported.kept(), file.path(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(former.key(), file.open().key());
  }

  @Test
  void secondReplacementKeepsTheFirstOneToo() throws IOException {
    file.open();
    file.replace(LocalIdentity.generate(new SecureRandom()));
    file.replace(LocalIdentity.generate(new SecureRandom()));
    assertEquals(List.of("key", "key.replaced-1", "key.replaced-2"), names());
    assertNotEquals(-1, Files.mismatch(file.path(), directory.resolve("key.replaced-2")));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
