package io.muster.identity;

import io.muster.peer.Identity;
import java.nio.charset.StandardCharsets;

/** What a signature or a derived secret is for, in front of the bytes it concerns. */
final class Purpose {
  private Purpose() {}

  /** {@code u8 length of purpose ‖ purpose ‖ bytes}. */
  static byte[] prefix(String purpose, byte[] bytes) {
    byte[] ascii = purpose.getBytes(StandardCharsets.US_ASCII);
    boolean fits = ascii.length > 0 && ascii.length <= Identity.MAX_PURPOSE;
    if (!fits || !isPrintable(purpose)) {
      throw new IllegalArgumentException(
          "A purpose has 1 to " + Identity.MAX_PURPOSE + " printable ASCII characters");
    }
    return Hpke.concat(new byte[] {(byte) ascii.length}, ascii, bytes);
  }

  private static boolean isPrintable(String purpose) {
    for (int i = 0; i < purpose.length(); i++) {
      if (purpose.charAt(i) < ' ' || purpose.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
