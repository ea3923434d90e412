package io.muster.events.provider.crypto;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Hash;
import java.util.HashMap;
import java.util.Map;

/** Refuses to seal two texts with one key: the nonce is always zero. */
final class OneKeyOneText implements Aead {
  private final Aead aead;
  private final Map<Bytes, Hash> used = new HashMap<>();

  OneKeyOneText(Aead aead) {
    this.aead = aead;
  }

  int keys() {
    return used.size();
  }

  @Override
  public byte[] seal(byte[] key, byte[] aad, byte[] text) {
    Hash sealed = Hash.sha256(Hash.sha256(aad).bytes(), text);
    Hash before = used.putIfAbsent(Bytes.of(key), sealed);
    if (before != null && !before.equals(sealed)) {
      throw new AssertionError("One key seals two texts");
    }
    return aead.seal(key, aad, text);
  }

  @Override
  public byte[] open(byte[] key, byte[] aad, byte[] sealed) {
    return aead.open(key, aad, sealed);
  }
}
