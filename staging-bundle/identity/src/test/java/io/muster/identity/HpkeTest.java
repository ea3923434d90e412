package io.muster.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.peer.Encapsulation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of RFC 9180, appendix A.2.1, unless said otherwise. */
class HpkeTest {
  private static final byte[] INFO = Edwards.hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] SK_E =
      Edwards.hex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600");
  private static final byte[] PK_R =
      Edwards.hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
  private static final byte[] SK_R =
      Edwards.hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
  private static final String ENC =
      "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
  private static final String EXPORTER =
      "a3b010d4994890e2c6968a36f64470d3c824c8f5029942feb11e7a74b2921922";

  @ParameterizedTest
  @CsvSource({
    "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b,"
        + "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
    "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df,"
        + "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
  })
  void keysAreDerivedAsInTheStandard(String material, String key) {
    assertEquals(key, hex(Hpke.derivePrivate(Edwards.hex(material))));
  }

  @Test
  void senderObtainsTheExporterSecretOfTheStandard() {
    Encapsulation sent = Hpke.send(SK_E, PK_R, INFO);
    assertEquals(ENC, hex(sent.encapsulated()));
    assertEquals(EXPORTER, hex(sent.exporterSecret()));
  }

  @Test
  void receiverObtainsTheExporterSecretOfTheStandard() {
    assertEquals(EXPORTER, hex(Hpke.receive(SK_R, Edwards.hex(ENC), INFO)));
  }

  /** What callers do with the secret, section 5.3: LabeledExpand(secret, "sec", context, L). */
  @ParameterizedTest
  @CsvSource({
    "'',4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
    "00,8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
    "54657374436f6e74657874,5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53"
  })
  void exportedValuesAreThoseOfTheStandard(String context, String value) {
    byte[] secret = Hpke.send(SK_E, PK_R, INFO).exporterSecret();
    assertEquals(value, hex(export(secret, Edwards.hex(context))));
  }

  @Test
  void bouncyCastleObtainsTheSameSecret() {
    HPKE hpke =
        new HPKE(
            HPKE.mode_base,
            HPKE.kem_X25519_SHA256,
            HPKE.kdf_HKDF_SHA256,
            HPKE.aead_CHACHA20_POLY1305);
    for (int i = 0; i < 8; i++) {
      byte[] ephemeral = Hpke.derivePrivate(new byte[] {(byte) i});
      byte[] recipient = Hpke.derivePrivate(new byte[] {(byte) i, 1});
      byte[] info = new byte[i * 7];
      Encapsulation sent = Hpke.send(ephemeral, Hpke.publicKey(recipient), info);
      AsymmetricCipherKeyPair pair =
          hpke.deserializePrivateKey(recipient, Hpke.publicKey(recipient));
      HPKEContext context = hpke.setupBaseR(sent.encapsulated(), pair, info);
      assertArrayEquals(context.export(info, 32), export(sent.exporterSecret(), info));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void allZeroSharedSecretIsAnErrorOnBothSides(String point) {
    byte[] small = Edwards.hex(point);
    assertThrows(IllegalArgumentException.class, () -> Hpke.send(SK_E, small, INFO));
    assertThrows(IllegalArgumentException.class, () -> Hpke.receive(SK_R, small, INFO));
  }

  private static byte[] export(byte[] exporterSecret, byte[] context) {
    byte[] labeled =
        Hpke.concat(
            new byte[] {0, 32},
            "HPKE-v1HPKE".getBytes(StandardCharsets.US_ASCII),
            new byte[] {0, 0x20, 0, 1, 0, 3},
            "sec".getBytes(StandardCharsets.US_ASCII),
            context);
    return Hkdf.expand(exporterSecret, labeled, 32);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
