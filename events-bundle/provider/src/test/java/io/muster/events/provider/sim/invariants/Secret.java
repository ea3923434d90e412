package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Users;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;

/** I18: no plaintext in entries, frames or logs. */
public record Secret(World world) implements Happening {
  private static final byte[] TAINT = Users.TAINT.getBytes(StandardCharsets.US_ASCII);

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    byte[] bytes = new byte[written.batch().size()];
    written.batch().bytes().get(bytes);
    if (isTainted(bytes)) {
      world.violated("I18", node + " stored plaintext in " + written.batch());
    }
  }

  @Override
  public void sent(Node from, Node to, byte[] frame) {
    if (isTainted(frame)) {
      world.violated("I18", from + " sent plaintext to " + to);
    }
  }

  @Override
  public void logged(Node node, String text) {
    if (text.contains(Users.TAINT)) {
      world.violated("I18", node + " logged plaintext: " + text);
    }
  }

  private static boolean isTainted(byte[] bytes) {
    for (int i = 0; i + TAINT.length <= bytes.length; i++) {
      int j = 0;
      while (j < TAINT.length && bytes[i + j] == TAINT[j]) {
        j++;
      }
      if (j == TAINT.length) {
        return true;
      }
    }
    return false;
  }
}
