package io.muster.hub.provider.announce;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The application name under which nodes of one network and version meet at a hub. */
public final class NetworkName {
  /** The version of what goes through hubs. */
  public static final int VERSION = 1;

  private static final int SHOWN_BYTES = 16;

  private NetworkName() {}

  /**
   * {@code muster1-} and the first 16 bytes, in hexadecimal, of the SHA-256 of {@code
   * muster/network1}, a zero byte and the network's key in UTF-8.
   */
  public static String of(String networkKey) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update("muster/network1".getBytes(StandardCharsets.US_ASCII));
      sha.update((byte) 0);
      byte[] digest = sha.digest(networkKey.getBytes(StandardCharsets.UTF_8));
      return "muster" + VERSION + "-" + HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
