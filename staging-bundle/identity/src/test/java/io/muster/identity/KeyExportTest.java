package io.muster.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExportTest {
  private static final String PASSPHRASE = "größer als acht";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final LocalIdentity IDENTITY = LocalIdentity.generate(RANDOM);
  private static final byte[] EXPORT = KeyExport.seal(IDENTITY, PASSPHRASE, RANDOM);

  @Test
  void exportOpensToTheSameKey() {
    assertEquals(KeyExport.LENGTH, EXPORT.length);
    LocalIdentity opened = KeyExport.open(EXPORT, PASSPHRASE, RANDOM);
    assertArrayEquals(IDENTITY.seed(), opened.seed());
    assertFalse(
        HexFormat.of().formatHex(EXPORT).contains(HexFormat.of().formatHex(IDENTITY.seed())));
  }

  @Test
  void accentsTypedInTwoPartsAreTheSamePassphrase() {
    assertEquals(IDENTITY.key(), KeyExport.open(EXPORT, "gro\u0308ßer als acht", RANDOM).key());
  }

  @Test
  void wrongPassphraseOpensNothing() {
    KeyProblem problem =
        assertThrows(KeyProblem.class, () -> KeyExport.open(EXPORT, "grosser", RANDOM));
    assertTrue(problem.getMessage().contains("Nothing was changed"));
  }

  /** One byte of each field: magic, version, N, r, p, salt, nonce, key, sealed seed, tag. */
  @ParameterizedTest
  @ValueSource(ints = {0, 13, 14, 15, 16, 17, 33, 45, 77, 124})
  void flippedByteOfAnyFieldIsRefused(int at) {
    byte[] bad = EXPORT.clone();
    bad[at] ^= 0x40;
    assertThrows(KeyProblem.class, () -> KeyExport.open(bad, PASSPHRASE, RANDOM));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 14, 60, KeyExport.LENGTH - 1, KeyExport.LENGTH + 1})
  void exportOfAnotherLengthIsRefused(int length) {
    byte[] other = Arrays.copyOf(EXPORT, length);
    assertThrows(KeyProblem.class, () -> KeyExport.open(other, PASSPHRASE, RANDOM));
  }

  @ParameterizedTest
  @CsvSource({"31,8,1", "17,8,1", "0,8,1", "15,127,1", "15,8,0", "15,8,9", "15,0,1", "-1,8,1"})
  void parametersThatWouldCostTooMuchAreRefused(byte logN, byte r, byte p) {
    byte[] greedy = EXPORT.clone();
    greedy[14] = logN;
    greedy[15] = r;
    greedy[16] = p;
    KeyProblem problem =
        assertThrows(KeyProblem.class, () -> KeyExport.open(greedy, PASSPHRASE, RANDOM));
    assertTrue(problem.getMessage().contains("scrypt"), problem.getMessage());
  }
}
