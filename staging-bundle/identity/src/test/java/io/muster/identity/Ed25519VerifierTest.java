package io.muster.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519VerifierTest {
  private static final BigInteger A_SCALAR = new BigInteger("123456789123456789123456789");
  private static final BigInteger R_SCALAR = new BigInteger("987654321987654321987654321");
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);

  private final Ed25519Verifier verifier = new Ed25519Verifier();
  private final LocalIdentity signer = LocalIdentity.generate(new SecureRandom());

  /** RFC 8032, section 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        + "f9b46bd25bf5f0595bbe24655141438e7a100b",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        + "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
        + "dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void vectorsOfTheStandardAreValid(String key, String message, String signature) {
    PeerKey peer = PeerKey.of(Edwards.hex(key));
    assertTrue(verifier.verifyBare(peer, Edwards.hex(message), Edwards.hex(signature)));
  }

  @Test
  void signatureHoldsForItsKeyPurposeAndMessageAlone() {
    byte[] signature = signer.sign("muster/a", MESSAGE);
    assertTrue(verifier.verify(signer.key(), "muster/a", MESSAGE, signature));
    assertFalse(verifier.verify(signer.key(), "muster/b", MESSAGE, signature));
    assertFalse(verifier.verify(signer.key(), "muster/a", new byte[0], signature));
    PeerKey other = LocalIdentity.generate(new SecureRandom()).key();
    assertFalse(verifier.verify(other, "muster/a", MESSAGE, signature));
  }

  @Test
  void whatIsSignedIsTheLengthOfThePurposeThePurposeAndTheMessage() {
    byte[] signed = Hpke.concat(new byte[] {2}, "ab".getBytes(US_ASCII), MESSAGE);
    assertTrue(verifier.verifyBare(signer.key(), signed, signer.sign("ab", MESSAGE)));
    assertArrayEquals(signed, Purpose.prefix("ab", MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, 128})
  void signatureOfAnotherLengthIsRefused(int length) {
    byte[] signature = Arrays.copyOf(signer.sign("p", MESSAGE), length);
    assertFalse(verifier.verify(signer.key(), "p", MESSAGE, signature));
  }

  @Test
  void everyFlippedBitMakesTheSignatureInvalid() {
    byte[] signature = signer.sign("p", MESSAGE);
    for (int bit = 0; bit < 512; bit += 3) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(verifier.verify(signer.key(), "p", MESSAGE, flipped), "bit " + bit);
    }
  }

  @Test
  void scalarThatIsNotReducedIsRefused() {
    byte[] signature = signer.sign("p", MESSAGE);
    BigInteger s = Edwards.number(Arrays.copyOfRange(signature, 32, 64));
    for (int times = 1; times <= 8; times++) {
      BigInteger larger = s.add(Edwards.L.multiply(BigInteger.valueOf(times)));
      byte[] changed = Hpke.concat(Arrays.copyOf(signature, 32), Edwards.littleEndian(larger));
      assertFalse(verifier.verify(signer.key(), "p", MESSAGE, changed), times + " times L");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void smallOrderPointIsNeitherKeyNorR(String point) {
    byte[] bytes = Edwards.hex(point);
    assertThrows(IllegalArgumentException.class, () -> PeerKey.of(bytes));
    byte[] a = Edwards.BASE.times(A_SCALAR).encode();
    BigInteger s = Edwards.challenge(bytes, a, MESSAGE).multiply(A_SCALAR).mod(Edwards.L);
    byte[] signature = Hpke.concat(bytes, Edwards.littleEndian(s));
    assertFalse(verifier.verifyBare(PeerKey.of(a), MESSAGE, signature));
  }

  /** With R = 0·B and S = k·a the equation holds exactly; only the rule on R refuses it. */
  @Test
  void neutralRIsRefusedThoughTheEquationHolds() {
    assertFalse(verifies(Edwards.NEUTRAL, BigInteger.ZERO, Edwards.BASE.times(A_SCALAR)));
  }

  @Test
  void craftedSignatureInThePrimeOrderGroupIsValid() {
    Edwards r = Edwards.BASE.times(R_SCALAR);
    assertTrue(verifies(r, R_SCALAR, Edwards.BASE.times(A_SCALAR)));
  }

  @Test
  void mixedOrderKeyIsRefusedWhateverTheMessage() {
    Edwards r = Edwards.BASE.times(R_SCALAR);
    for (Edwards a : mixed(Edwards.BASE.times(A_SCALAR))) {
      for (int i = 0; i < 16; i++) {
        assertFalse(verifies(r, R_SCALAR, a, new byte[] {(byte) i}));
      }
    }
  }

  @Test
  void mixedOrderRIsRefusedWhateverTheMessage() {
    Edwards a = Edwards.BASE.times(A_SCALAR);
    for (Edwards r : mixed(Edwards.BASE.times(R_SCALAR))) {
      for (int i = 0; i < 16; i++) {
        assertFalse(verifies(r, R_SCALAR, a, new byte[] {(byte) i}));
      }
    }
  }

  /**
   * Both tainted so that the taints can cancel: R = rB + jT and A = aB + T fulfil the equation
   * exactly if j + k is a multiple of 8. A verdict that depends on the message.
   */
  @Test
  void mixedOrderKeyAndRThatCancelAreRefused() {
    Edwards a = Edwards.BASE.times(A_SCALAR).plus(Edwards.TORSION);
    Edwards[] all = mixed(Edwards.BASE.times(R_SCALAR));
    int exact = 0;
    for (int i = 0; i < 24; i++) {
      byte[] message = {(byte) i};
      for (int j = 1; j < 8; j++) {
        Edwards r = all[j - 1];
        BigInteger k = Edwards.challenge(r.encode(), a.encode(), message);
        exact += (j + k.intValue()) % 8 == 0 ? 1 : 0;
        assertFalse(verifies(r, R_SCALAR, a, message));
      }
    }
    assertTrue(exact > 0, "no crafted signature fulfilled the equation: the test shows nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tab\there", "umlaut-ä"})
  void purposeOutsidePrintableAsciiIsAnError(String purpose) {
    byte[] signature = new byte[64];
    assertThrows(
        IllegalArgumentException.class,
        () -> verifier.verify(signer.key(), purpose, MESSAGE, signature));
    assertThrows(IllegalArgumentException.class, () -> signer.sign(purpose, MESSAGE));
    String longest = "x".repeat(64);
    assertTrue(verifier.verify(signer.key(), longest, MESSAGE, signer.sign(longest, MESSAGE)));
    assertThrows(IllegalArgumentException.class, () -> signer.sign(longest + "x", MESSAGE));
  }

  private boolean verifies(Edwards r, BigInteger rScalar, Edwards a) {
    return verifies(r, rScalar, a, MESSAGE);
  }

  private boolean verifies(Edwards r, BigInteger rScalar, Edwards a, byte[] message) {
    BigInteger k = Edwards.challenge(r.encode(), a.encode(), message);
    BigInteger s = rScalar.add(k.multiply(A_SCALAR)).mod(Edwards.L);
    byte[] signature = Hpke.concat(r.encode(), Edwards.littleEndian(s));
    return verifier.verifyBare(PeerKey.of(a.encode()), message, signature);
  }

  private static Edwards[] mixed(Edwards pure) {
    Edwards[] all = new Edwards[7];
    for (int i = 1; i < 8; i++) {
      all[i - 1] = pure.plus(Edwards.TORSION.times(BigInteger.valueOf(i)));
    }
    return all;
  }
}
