package io.muster.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeyTest {
  private static final String TEXT = "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";

  @Test
  void bothTextFormsNameTheSameKey() {
    PeerKey key = PeerKey.parse(TEXT);
    assertEquals(key, PeerKey.parse("@" + TEXT + ".ed25519"));
    assertEquals(key.hashCode(), PeerKey.parse("@" + TEXT + ".ed25519").hashCode());
    assertEquals(TEXT, key.toString());
    assertEquals("gPrrgi1H", key.shortText());
    assertEquals(key, PeerKey.of(key.bytes()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@.ed25519",
        "@undefined.ed25519",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA",
        "@gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=.ed25519",
        "@gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=.ed25519.ed25519",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCB=",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA ",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKW-CA=",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWh===",
        "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCAA",
      })
  void otherTextsAreRefusedWithTheFormThatIsWanted(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> PeerKey.parse(text));
    assertTrue(refusal.getMessage().contains("44 characters"), refusal.getMessage());
  }

  @Test
  void longTextIsNotRepeatedInTheMessage() {
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> PeerKey.parse("x".repeat(100_000)));
    assertTrue(refusal.getMessage().length() < 400);
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
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      })
  void pointsOfSmallOrderAndEncodingsThatAreNotCanonicalAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThrows(IllegalArgumentException.class, () -> PeerKey.of(bytes));
    String text = Base64.getEncoder().encodeToString(bytes);
    assertThrows(IllegalArgumentException.class, () -> PeerKey.parse(text));
  }

  @Test
  void wrongLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PeerKey.of(new byte[31]));
    assertThrows(IllegalArgumentException.class, () -> PeerKey.of(new byte[33]));
  }

  @Test
  void everyGeneratedKeyIsTaken() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    for (int i = 0; i < 50; i++) {
      byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(encoded, encoded.length - PeerKey.BYTES, encoded.length);
      assertArrayEquals(raw, PeerKey.parse(PeerKey.of(raw).toString()).bytes());
    }
  }

  @Test
  void keyDoesNotShareItsBytes() {
    byte[] bytes = Base64.getDecoder().decode(TEXT);
    PeerKey key = PeerKey.of(bytes);
    bytes[5]++;
    key.bytes()[6]++;
    assertEquals(TEXT, key.toString());
  }

  @Test
  void orderIsThatOfTheBytesUnsigned() {
    byte[] low = Base64.getDecoder().decode(TEXT);
    byte[] high = low.clone();
    low[0] = 0x7f;
    high[0] = (byte) 0x80;
    assertTrue(PeerKey.of(low).compareTo(PeerKey.of(high)) < 0);
    assertNotEquals(PeerKey.of(low), PeerKey.of(high));
  }
}
