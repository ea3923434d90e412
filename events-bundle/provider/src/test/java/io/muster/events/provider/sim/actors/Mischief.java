package io.muster.events.provider.sim.actors;

import io.muster.events.provider.sim.world.Manners.Malice;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What malicious members do to the messages they send. */
public final class Mischief {
  private final World world;

  /** Makes mischief in a world. */
  public Mischief(World world) {
    this.world = world;
  }

  /** Returns what leaves a node instead of a frame, given the frame before. */
  public List<byte[]> sent(Node from, byte[] frame, byte[] before) {
    Set<Malice> malice = from.manners().malice();
    if (malice.isEmpty()) {
      return List.of(frame);
    }
    int dice = world.random().nextInt(100);
    if (malice.contains(Malice.FLIP) && dice < 10) {
      world.figures().fired("bit flipped");
      byte[] flipped = frame.clone();
      flipped[world.random().nextInt(frame.length)] ^= (byte) (1 << world.random().nextInt(8));
      return List.of(flipped);
    }
    if (malice.contains(Malice.TRUNCATE) && dice < 20 && frame.length > 1) {
      world.figures().fired("frame truncated");
      return List.of(Arrays.copyOf(frame, 1 + world.random().nextInt(frame.length - 1)));
    }
    if (malice.contains(Malice.REPLAY) && dice < 40 && before.length > 0) {
      world.figures().fired("frame replayed");
      return List.of(frame, before);
    }
    return List.of(frame);
  }

  /** Lets a malicious node do one of its deeds; returns whether it did. */
  public boolean once(Node node, int how) {
    return node.isUp() && !node.isHonest() && how < 0;
  }
}
