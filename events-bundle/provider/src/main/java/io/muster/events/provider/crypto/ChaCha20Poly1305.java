package io.muster.events.provider.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** RFC 8439, by the JDK. */
final class ChaCha20Poly1305 implements Aead {
  private static final int NONCE_BYTES = 12;

  @Override
  public byte[] seal(byte[] key, byte[] aad, byte[] text) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, aad).doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20-Poly1305 does not seal", e);
    }
  }

  @Override
  public byte[] open(byte[] key, byte[] aad, byte[] sealed) {
    try {
      return cipher(Cipher.DECRYPT_MODE, key, aad).doFinal(sealed);
    } catch (GeneralSecurityException e) {
      throw new UnreadableException("It was sealed for another place or altered", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] aad) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    IvParameterSpec nonce = new IvParameterSpec(new byte[NONCE_BYTES]);
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), nonce);
    cipher.updateAAD(aad);
    return cipher;
  }
}
