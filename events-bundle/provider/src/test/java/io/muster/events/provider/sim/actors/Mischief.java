package io.muster.events.provider.sim.actors;

import io.muster.events.provider.sim.world.Manners.Malice;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.events.provider.sync.Forgery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What malicious members do to the messages they send. */
public final class Mischief {
  private final World world;
  private final Deeds deeds;

  /** Makes mischief in a world. */
  public Mischief(World world) {
    this.world = world;
    this.deeds = new Deeds(world);
  }

  /** Returns what leaves a node instead of a frame, given the frame before. */
  public List<byte[]> sent(Node from, byte[] frame, byte[] before) {
    Set<Malice> malice = from.manners().malice();
    if (malice.isEmpty()) {
      return List.of(frame);
    }
    for (Malice one : malice) {
      if (world.random().nextInt(100) < 30) {
        List<byte[]> instead = sent(from, one, frame, before);
        if (instead.size() != 1 || instead.get(0) != frame) {
          world.figures().fired(one.name().toLowerCase(Locale.ROOT).replace('_', ' '));
          return instead;
        }
      }
    }
    return List.of(frame);
  }

  private List<byte[]> sent(Node from, Malice how, byte[] frame, byte[] before) {
    return switch (how) {
      case FLIP -> List.of(flipped(frame));
      case TRUNCATE -> List.of(Arrays.copyOf(frame, 1 + world.random().nextInt(frame.length)));
      case REPLAY -> before.length == 0 ? List.of(frame) : List.of(frame, before);
      case WITHHOLD -> Forgery.isGift(frame) ? List.of() : List.of(frame);
      case MALLEATE -> List.of(Forgery.otherSignature(frame));
      case FORGE -> List.of(Forgery.forged(frame));
      case REFUSE -> List.of(Forgery.refusal(frame, world.random().nextBoolean()));
      case BOAST -> List.of(Forgery.boast(frame));
      case FORK -> List.of(forked(from, frame));
      default -> List.of(frame);
    };
  }

  /** Another history of its own feed from here on, validly signed; each peer may get another. */
  private byte[] forked(Node from, byte[] frame) {
    byte[] nonce = new byte[8];
    world.random().nextBytes(nonce);
    return Forgery.forked(
        frame,
        nonce,
        feed -> world.ledger().writer(feed).filter(from.key()::equals).isPresent(),
        from::signFreely);
  }

  private byte[] flipped(byte[] frame) {
    byte[] flipped = frame.clone();
    flipped[world.random().nextInt(frame.length)] ^= (byte) (1 << world.random().nextInt(8));
    return flipped;
  }

  /** Lets a malicious node do one of its deeds; returns whether it did. */
  public boolean once(Node node, int how) {
    return node.isUp() && !node.isHonest() && deeds.act(node, how);
  }
}
