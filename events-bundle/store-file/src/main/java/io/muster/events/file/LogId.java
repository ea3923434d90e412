package io.muster.events.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands for a log's name in its records: the first 16 bytes of the name's SHA-256, so that
 * entries are found by name also when the record that tells the name was damaged.
 */
record LogId(long high, long low) {
  static LogId of(String name) {
    ByteBuffer digest = ByteBuffer.wrap(sha256(name.getBytes(StandardCharsets.US_ASCII)));
    return new LogId(digest.getLong(), digest.getLong());
  }

  static LogId read(ByteBuffer in) {
    return new LogId(in.getLong(), in.getLong());
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
