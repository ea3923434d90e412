package io.muster.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.peer.Encapsulation;
import io.muster.peer.MusterException;
import io.muster.peer.PeerKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LocalIdentityTest {
  private static final byte[] INFO = {1, 2, 3};

  private final LocalIdentity one = LocalIdentity.generate(new SecureRandom());
  private final LocalIdentity two = LocalIdentity.generate(new SecureRandom());

  @Test
  void seedOfTheStandardGivesItsPublicKey() {
    byte[] seed = Edwards.hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    LocalIdentity identity = LocalIdentity.ofSeed(seed, new SecureRandom());
    assertEquals(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        HexFormat.of().formatHex(identity.key().bytes()));
  }

  @Test
  void publicKeyMapsToTheKeyOfThePrivateScalar() {
    for (int i = 0; i < 50; i++) {
      LocalIdentity identity = LocalIdentity.generate(new SecureRandom());
      assertArrayEquals(
          Hpke.publicKey(X25519Keys.privateKey(identity.seed())),
          X25519Keys.publicKey(identity.key()));
    }
  }

  @Test
  void whatOneEncapsulatesForTwoOnlyTwoObtains() {
    Encapsulation sent = one.encapsulate(two.key(), 0, INFO);
    assertArrayEquals(sent.exporterSecret(), two.decapsulate(0, sent.encapsulated(), INFO));
    assertDiffers(sent.exporterSecret(), one.decapsulate(0, sent.encapsulated(), INFO));
    assertDiffers(sent.exporterSecret(), two.decapsulate(0, sent.encapsulated(), new byte[0]));
  }

  @Test
  void ephemeralKeysDifferEvenIfTheRandomSourceIsStuck() {
    SecureRandom stuck = new StuckRandom();
    LocalIdentity a = LocalIdentity.ofSeed(one.seed(), stuck);
    LocalIdentity b = LocalIdentity.ofSeed(two.seed(), stuck);
    PeerKey other = LocalIdentity.generate(new SecureRandom()).key();
    Set<String> seen = new TreeSet<>();
    seen.add(encapsulated(a, one.key(), INFO));
    seen.add(encapsulated(a, other, INFO));
    seen.add(encapsulated(a, other, new byte[0]));
    seen.add(encapsulated(b, other, INFO));
    assertEquals(4, seen.size());
    assertNotEquals(encapsulated(one, other, INFO), encapsulated(one, other, INFO));
  }

  @Test
  void derivedSecretIsStableAndSeparatedByPurposeContextAndNode() {
    LocalIdentity again = LocalIdentity.ofSeed(one.seed(), new SecureRandom());
    assertArrayEquals(one.derive("p", INFO), again.derive("p", INFO));
    Set<String> seen = new TreeSet<>();
    for (byte[] secret :
        new byte[][] {
          one.derive("p", INFO),
          one.derive("q", INFO),
          one.derive("p", new byte[0]),
          two.derive("p", INFO),
          one.seed(),
          X25519Keys.privateKey(one.seed())
        }) {
      seen.add(HexFormat.of().formatHex(secret));
    }
    assertEquals(6, seen.size());
  }

  @Test
  void unknownKeyIdWrongLengthAndPointOffTheCurveAreErrors() {
    assertThrows(IllegalArgumentException.class, () -> one.encapsulate(two.key(), 1, INFO));
    assertThrows(IllegalArgumentException.class, () -> one.decapsulate(-1, new byte[32], INFO));
    assertThrows(IllegalArgumentException.class, () -> one.decapsulate(0, new byte[31], INFO));
    assertThrows(IllegalArgumentException.class, () -> one.decapsulate(0, new byte[32], INFO));
    PeerKey offCurve = PeerKey.of(Arrays.copyOf(new byte[] {2}, 32));
    assertThrows(IllegalArgumentException.class, () -> one.encapsulate(offCurve, 0, INFO));
    PeerKey mixed = PeerKey.of(Edwards.decode(two.key().bytes()).plus(Edwards.TORSION).encode());
    assertThrows(IllegalArgumentException.class, () -> one.encapsulate(mixed, 0, INFO));
  }

  @Test
  void closedIdentityRefusesAndHoldsNoSecret() {
    one.close();
    MusterException refused = assertThrows(MusterException.class, () -> one.sign("p", INFO));
    assertEquals("MUSTER-IDENTITY-0001", refused.code());
    assertThrows(MusterException.class, () -> one.derive("p", INFO));
    assertThrows(MusterException.class, () -> one.encapsulate(two.key(), 0, INFO));
    assertThrows(MusterException.class, () -> one.decapsulate(0, two.key().bytes(), INFO));
  }

  @Test
  void textShowsTheKeyAndNothingSecret() {
    String text = one.toString();
    assertEquals("LocalIdentity[" + one.key() + "]", text);
    assertFalse(text.contains(HexFormat.of().formatHex(one.seed())));
  }

  private static String encapsulated(LocalIdentity from, PeerKey to, byte[] info) {
    return HexFormat.of().formatHex(from.encapsulate(to, 0, info).encapsulated());
  }

  private static void assertDiffers(byte[] a, byte[] b) {
    assertFalse(Arrays.equals(a, b));
  }

  private static final class StuckRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 7);
    }
  }
}
