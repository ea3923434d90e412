package io.muster.events.provider.crypto;

/** Authenticated encryption with a key that is used for one text alone; the nonce is zero. */
interface Aead {
  /** Length of a key, in bytes. */
  int KEY_BYTES = 32;

  /** How much longer the sealed text is, in bytes. */
  int TAG_BYTES = 16;

  byte[] seal(byte[] key, byte[] aad, byte[] text);

  /** Throws {@link UnreadableException} unless key, aad and text belong together. */
  byte[] open(byte[] key, byte[] aad, byte[] sealed);
}
