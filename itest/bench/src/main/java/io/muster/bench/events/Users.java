package io.muster.bench.events;

import io.muster.peer.PeerKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Users who are never there. */
final class Users {
  private Users() {}

  /**
   * Writes as many keys into a file, one in a line; the first is given, the others do not exist.
   */
  static void write(Path file, String first, int count) throws IOException {
    List<String> lines = new ArrayList<>(List.of(first));
    for (int i = 1; i < count; i++) {
      byte[] seed = ByteBuffer.allocate(Ed25519PrivateKeyParameters.KEY_SIZE).putInt(i).array();
      lines.add(
          PeerKey.of(new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded())
              .toString());
    }
    Files.write(file, lines);
  }
}
