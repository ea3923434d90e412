package io.muster.events.provider.codec;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** The root of a Merkle tree as of RFC 6962, section 2.1. */
final class MerkleRoot {
  private final MessageDigest sha256 = Hash.newSha256();

  private MerkleRoot() {}

  /** Returns the root over at least one leaf. */
  static Hash of(List<ByteBuffer> leaves) {
    return Hash.of(new MerkleRoot().root(leaves));
  }

  private byte[] root(List<ByteBuffer> leaves) {
    int count = leaves.size();
    if (count == 1) {
      sha256.update((byte) 0);
      sha256.update(leaves.get(0).duplicate());
      return sha256.digest();
    }
    int split = Integer.highestOneBit(count - 1);
    byte[] left = root(leaves.subList(0, split));
    byte[] right = root(leaves.subList(split, count));
    sha256.update((byte) 1);
    sha256.update(left);
    sha256.update(right);
    return sha256.digest();
  }
}
