package io.muster.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A copy of the key under a passphrase: scrypt (RFC 7914) and ChaCha20-Poly1305 (RFC 8439). Layout:
 * {@code FORMAT.md}.
 */
final class KeyExport {
  /** Length of an export, in bytes. */
  static final int LENGTH = 14 + 3 + 16 + 12 + 32 + 32 + 16;

  static final int MIN_PASSPHRASE = 8;
  static final int MAX_PASSPHRASE = 1024;

  private static final byte[] MAGIC = "muster-export\u0001".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_AT = MAGIC.length + 3;
  private static final int NONCE_AT = SALT_AT + 16;
  private static final int KEY_AT = NONCE_AT + 12;
  private static final int SEALED_AT = KEY_AT + 32;

  /** 32 MiB and about 0.3 s. */
  private static final int LOG_N = 15;

  private static final int R = 8;
  private static final int P = 3;

  /** At most 64 MiB when somebody else's file is read. */
  private static final int MAX_LOG_N = 16;

  private static final int MAX_P = 8;

  private KeyExport() {}

  /** Seals the key. */
  static byte[] seal(LocalIdentity identity, String passphrase, SecureRandom random) {
    byte[] salt = new byte[16];
    byte[] nonce = new byte[12];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    byte[] header =
        Hpke.concat(MAGIC, new byte[] {LOG_N, R, P}, salt, nonce, identity.key().bytes());
    byte[] seed = identity.seed();
    try {
      return Hpke.concat(header, crypt(true, secret(passphrase, header), header, seed));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("Sealing does not fail", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** Opens an export, or throws a {@link KeyProblem}. */
  static LocalIdentity open(byte[] export, String passphrase, SecureRandom random) {
    requireKnown(export);
    byte[] header = Arrays.copyOf(export, SEALED_AT);
    byte[] sealed = Arrays.copyOfRange(export, SEALED_AT, LENGTH);
    byte[] seed = {};
    try {
      seed = crypt(false, secret(passphrase, header), header, sealed);
      LocalIdentity identity = LocalIdentity.ofSeed(seed, random);
      if (!Arrays.equals(identity.key().bytes(), Arrays.copyOfRange(header, KEY_AT, SEALED_AT))) {
        throw new KeyProblem("The export names another key than it holds. Nothing was changed");
      }
      return identity;
    } catch (InvalidCipherTextException e) {
      throw new KeyProblem(
          "The passphrase is wrong, or the export was damaged. Nothing was changed", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static void requireKnown(byte[] export) {
    int magic = MAGIC.length - 1;
    if (export.length < MAGIC.length || !Arrays.equals(export, 0, magic, MAGIC, 0, magic)) {
      throw new KeyProblem("This is no key export: it does not begin with 'muster-export'");
    }
    if (export[magic] != MAGIC[magic]) {
      throw new KeyProblem(
          "The export has version " + export[magic] + ", this program knows version 1");
    }
    if (export.length != LENGTH) {
      throw new KeyProblem(
          "The export has " + export.length + " bytes instead of " + LENGTH + ": it was damaged");
    }
    int logN = export[MAGIC.length];
    int p = export[MAGIC.length + 2];
    if (logN < 1 || logN > MAX_LOG_N || export[MAGIC.length + 1] != R || p < 1 || p > MAX_P) {
      throw new KeyProblem("The export's scrypt parameters are outside what this program accepts");
    }
  }

  private static byte[] secret(String passphrase, byte[] header) {
    byte[] text =
        Normalizer.normalize(passphrase, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    byte[] salt = Arrays.copyOfRange(header, SALT_AT, NONCE_AT);
    int n = 1 << header[MAGIC.length];
    try {
      return SCrypt.generate(text, salt, n, header[MAGIC.length + 1], header[MAGIC.length + 2], 32);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The nonce is part of the header, which is authenticated as a whole. */
  private static byte[] crypt(boolean seal, byte[] secret, byte[] header, byte[] input)
      throws InvalidCipherTextException {
    byte[] nonce = Arrays.copyOfRange(header, NONCE_AT, KEY_AT);
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(seal, new AEADParameters(new KeyParameter(secret), 128, nonce, header));
    byte[] output = new byte[cipher.getOutputSize(input.length)];
    int length = cipher.processBytes(input, 0, input.length, output, 0);
    cipher.doFinal(output, length);
    Arrays.fill(secret, (byte) 0);
    return output;
  }
}
