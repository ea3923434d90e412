package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.Set;

/**
 * I8: an event that was confirmed takes effect, is rejected, or expires, unless every disk that had
 * it was lost before, or is that of somebody who breaks the rules.
 */
public record Delivered(World world, Set<PeerKey> removed) implements Happening {
  @Override
  public void diskReplaced(Node node) {
    excuse();
  }

  @Override
  public void corrupted(Node node) {
    excuse();
  }

  private void excuse() {
    for (Wish wish : world.users().wishes()) {
      if (wish.isConfirmed() && isOpen(wish) && !isAnywhere(wish)) {
        wish.excuse();
      }
    }
  }

  private static boolean isOpen(Wish wish) {
    return wish.effects() == 0 && !wish.isRejected() && !wish.isExcused();
  }

  private boolean isAnywhere(Wish wish) {
    return world.honest().stream().anyMatch(node -> has(node, wish));
  }

  private static boolean has(Node node, Wish wish) {
    return node.disk().facts().bodies(wish.key()).stream().anyMatch(node.disk()::hasBody);
  }

  @Override
  public void ended() {
    world.users().wishes().stream()
        .filter(this::isLost)
        .forEach(wish -> world.violated("I8", wish + " was confirmed and never handled"));
  }

  /** Says whether an event was confirmed and not handled, though nothing excuses that. */
  public boolean isLost(Wish wish) {
    return wish.isConfirmed()
        && isOpen(wish)
        && isServed(wish.user())
        && world.honest().stream().noneMatch(node -> isEnded(node, wish));
  }

  private boolean isServed(PeerKey user) {
    return !removed.contains(user)
        && !isBlocked(world, user)
        && world.honest().stream().anyMatch(node -> node.key().equals(user));
  }

  /** A body that was lost with every disk holds up what is behind it. */
  public static boolean isBlocked(World world, PeerKey user) {
    return world.honest().stream()
        .flatMap(node -> node.driver().state().lane(user).stream())
        .flatMap(facts -> facts.variants().stream())
        .anyMatch(variant -> isGone(world, variant.add().bodyHash()));
  }

  private static boolean isGone(World world, Hash body) {
    return world.honest().stream().noneMatch(node -> node.disk().hasBody(body));
  }

  private boolean isEnded(Node node, Wish wish) {
    DiskFacts facts = node.disk().facts();
    boolean mayExpire = wish.options().timeToLive().isPresent();
    return mayExpire && (facts.isConsumed(wish.key()) || facts.isSettled(wish.key()));
  }
}
