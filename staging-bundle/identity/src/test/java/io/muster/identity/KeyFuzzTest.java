package io.muster.identity;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged disk or a stranger's file gives instead of a key. */
@Tag("fuzz")
class KeyFuzzTest {
  private static final String PASSPHRASE = "correct horse battery";
  private static final int LOG_N_AT = 14;
  private static final int P_AT = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path data;

  /** A checksum that fits. */
  private static byte[] repaired(byte[] content) {
    int body = content.length - 32;
    if (body > 0) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(content, 0, body);
        System.arraycopy(sha.digest(), 0, content, body, 32);
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
    return content;
  }

  @Test
  void keyFileIsReadOrRefused() throws IOException {
    KeyFile file = new KeyFile(data.resolve("identity"), RANDOM);
    file.open();
    byte[] sound = Files.readAllBytes(file.path());
    Fuzz.of(Subject.KEY_FILE)
        .from(List.of(sound))
        .repairing(KeyFuzzTest::repaired)
        .refusing(KeyProblem.class)
        .within(64_000, 16)
        .run(
            in -> {
              Files.write(file.path(), in);
              file.open();
              return in;
            },
            in -> Files.readAllBytes(file.path()));
  }

  @Test
  void exportIsOpenedOrRefused() {
    LocalIdentity identity = LocalIdentity.generate(RANDOM);
    byte[] export = KeyExport.seal(identity, PASSPHRASE, RANDOM);
    Fuzz.of(Subject.KEY_EXPORT)
        .from(List.of(export))
        .refusing(KeyProblem.class)
        .within(80 << 20, 16)
        .run(
            in ->
                Arrays.equals(in, export) // opened in KeyExportTest; it takes its time
                    ? identity
                    : KeyExport.open(cheap(in), PASSPHRASE, RANDOM),
            opened -> null);
  }

  /** What would take a third of a second each is asked to be cheap. */
  private static byte[] cheap(byte[] in) {
    if (in.length > P_AT) {
      in[LOG_N_AT] = in[LOG_N_AT] > 4 && in[LOG_N_AT] <= 16 ? 4 : in[LOG_N_AT];
      in[P_AT] = in[P_AT] > 2 && in[P_AT] <= 8 ? 2 : in[P_AT];
    }
    return in;
  }
}
