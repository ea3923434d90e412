package io.muster.events.provider.sim.actors;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.sim.world.Keyring;
import io.muster.events.provider.sim.world.Manners.Malice;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.events.provider.sync.Forgery;
import java.util.List;

/** What malicious members do of their own accord. */
final class Deeds {
  private static final int SCRIBBLES = 300;
  private static final int FLOOD = 40;

  private final World world;

  Deeds(World world) {
    this.world = world;
  }

  boolean act(Node node, int how) {
    boolean any = false;
    for (Malice one : node.manners().malice()) {
      boolean done =
          switch (one) {
            case FLOOD -> flood(node);
            case DROP_BODIES -> dropBodies(node);
            case FALSE_RECEIPTS -> falseReceipts(node, how);
            case SCRIBBLE -> scribble(node);
            case REPUBLISH -> republish(node);
            case PUSH -> push(node);
            default -> false;
          };
      if (done) {
        world.figures().fired(one.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
      }
      any |= done;
    }
    return any;
  }

  private boolean flood(Node node) {
    for (int i = 0; i < FLOOD; i++) {
      byte[] junk = new byte[1_000];
      world.random().nextBytes(junk);
      world
          .net()
          .inject(node, i % 3 == 0 ? junk : i % 3 == 1 ? Forgery.body(junk) : Forgery.demand(junk));
    }
    return true;
  }

  private boolean dropBodies(Node node) {
    List<byte[]> bodies = node.disk().store().blobHashes(new byte[0], 100);
    bodies.forEach(hash -> node.disk().store().dropBlob(hash));
    return !bodies.isEmpty();
  }

  /** For events that belong to others, and with a body that nobody added. */
  private boolean falseReceipts(Node node, int how) {
    for (Add add : List.copyOf(node.disk().facts().added().values())) {
      Hash body = how % 2 == 0 ? add.bodyHash() : Hash.ZERO;
      write(node, receipt(add.eventId(), add.origin(), body));
    }
    return true;
  }

  private boolean scribble(Node node) {
    for (int i = 0; i < SCRIBBLES; i++) {
      byte[] id = new byte[EventId.BYTES];
      world.random().nextBytes(id);
      write(node, receipt(EventId.of(id), Position.NONE, Hash.ZERO));
    }
    return true;
  }

  private static Entry receipt(EventId id, Position origin, Hash body) {
    return new Consumed(
        Keyring.key(0), id, origin, body, ConsumedEvent.Outcome.OK, 1, Bytes.EMPTY, Bytes.EMPTY);
  }

  /** As if it were its own event. */
  private boolean republish(Node node) {
    List<Add> all = List.copyOf(node.disk().facts().added().values());
    all.stream().limit(3).forEach(add -> write(node, add));
    return !all.isEmpty();
  }

  /** Also to those that keep no feeds of others. */
  private boolean push(Node node) {
    for (FeedInfo feed : node.driver().feeds().all()) {
      if (feed.key().equals(node.key())) {
        node.driver()
            .feeds()
            .batchContaining(feed.id(), 1)
            .ifPresent(batch -> Forgery.parts(batch).forEach(f -> world.net().inject(node, f)));
      }
    }
    return true;
  }

  private static void write(Node node, Entry entry) {
    try {
      node.driver().writer().append(entry);
    } catch (IllegalArgumentException e) {
      // its own writer has more manners
    }
  }
}
