package io.muster.events.provider.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** RFC 8439, by the JDK. Finding an implementation takes it long, so a few are kept. Any thread. */
final class ChaCha20Poly1305 implements Aead {
  private static final int NONCE_BYTES = 12;
  private static final int KEPT = 8;

  private final BlockingQueue<Cipher> idle = new ArrayBlockingQueue<>(KEPT);

  @Override
  public byte[] seal(byte[] key, byte[] aad, byte[] text) {
    try {
      return run(Cipher.ENCRYPT_MODE, key, aad, text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20-Poly1305 does not seal", e);
    }
  }

  @Override
  public byte[] open(byte[] key, byte[] aad, byte[] sealed) {
    try {
      return run(Cipher.DECRYPT_MODE, key, aad, sealed);
    } catch (GeneralSecurityException e) {
      throw new UnreadableException("It was sealed for another place or altered", e);
    }
  }

  /** A cipher that failed is not used again. */
  private byte[] run(int mode, byte[] key, byte[] aad, byte[] text)
      throws GeneralSecurityException {
    Cipher cipher = ready(mode, key);
    cipher.updateAAD(aad);
    byte[] done = cipher.doFinal(text);
    idle.offer(cipher);
    return done;
  }

  private Cipher ready(int mode, byte[] key) throws GeneralSecurityException {
    SecretKeySpec secret = new SecretKeySpec(key, "ChaCha20");
    IvParameterSpec nonce = new IvParameterSpec(new byte[NONCE_BYTES]);
    Cipher kept = idle.poll();
    if (kept != null) {
      try {
        kept.init(mode, secret, nonce);
        return kept;
      } catch (InvalidKeyException e) {
        // it does not take the key that it had before, with the same nonce: another one does
      }
    }
    Cipher fresh = Cipher.getInstance("ChaCha20-Poly1305");
    fresh.init(mode, secret, nonce);
    return fresh;
  }
}
