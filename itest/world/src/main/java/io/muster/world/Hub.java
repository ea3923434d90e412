package io.muster.world;

import io.muster.hub.provider.announce.Envelope;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A hub: repeats to everybody what anybody says; may fail, and may lie. */
final class Hub {
  private static final int PAST = 300;

  private final URI address;
  private final World world;
  private final Chance chance;
  private final List<HubClient.Entry> entries = new ArrayList<>();
  private final List<String> past = new ArrayList<>();
  private boolean down;
  private boolean silent;
  private long retryAfter;
  private boolean hangs;
  private Lies lies = Lies.NONE;

  /** How often in a hundred it does what to a message. */
  record Lies(int drops, int doubles, int delays, int replays, int forges, int invents) {
    static final Lies NONE = new Lies(0, 0, 0, 0, 0, 0);
  }

  Hub(URI address, World world) {
    this.address = address;
    this.world = world;
    this.chance = world.chance().split();
  }

  URI address() {
    return address;
  }

  void lies(Lies now) {
    lies = now;
  }

  void silent(boolean now) {
    silent = now;
  }

  void hangs(boolean now) {
    hangs = now;
  }

  /** Everybody's connection ends, and nobody gets another. */
  void down(long tryAgainAfter) {
    down = true;
    retryAfter = tryAgainAfter;
    endAll();
  }

  void endAll() {
    List<HubClient.Entry> lost = List.copyOf(entries);
    entries.clear();
    lost.forEach(e -> e.host().after(delay(), () -> e.closed("the hub ended it")));
  }

  void honest() {
    down = false;
    silent = false;
    hangs = false;
    lies = Lies.NONE;
  }

  private long delay() {
    return chance.between(1, 2 * world.net().latency);
  }

  void connect(HubClient.Entry entry) {
    if (hangs) {
      world.figures().fault("hub hangs");
      return;
    }
    entry.host().after(delay(), () -> answer(entry));
  }

  private void answer(HubClient.Entry entry) {
    if (down || !world.net().reachesHubs(entry.host().key())) {
      entry.refused(address + " is down", down ? retryAfter : 0);
    } else {
      entries.add(entry);
      entry.accepted();
    }
  }

  void leave(HubClient.Entry entry) {
    entries.remove(entry);
  }

  void publish(HubClient.Entry from, String json) {
    PeerKey sender = from.host().key();
    from.host()
        .after(
            delay(),
            () -> {
              if (down || !entries.contains(from) || !world.net().reachesHubs(sender)) {
                from.refused("not taken", down ? retryAfter : 0);
              } else {
                take(json);
              }
            });
  }

  private void take(String json) {
    past.add(json);
    if (past.size() > PAST) {
      past.remove(0);
    }
    if (silent) {
      world.figures().fault("hub is silent");
      return;
    }
    broadcast(json);
    if (lies != Lies.NONE) {
      lie(json);
    }
  }

  private void lie(String json) {
    if (chance.percent(lies.replays())) {
      world.figures().fault("hub replays");
      broadcast(chance.of(past));
    }
    if (chance.percent(lies.forges())) {
      world.figures().fault("hub forges");
      broadcast(forged(json));
    }
    if (chance.percent(lies.invents())) {
      world.figures().fault("hub invents a peer");
      broadcast(invented());
    }
  }

  /** Another sender under the same signature, or another text. */
  private String forged(String json) {
    try {
      Envelope real = Envelope.read(json);
      Envelope other = Envelope.read(chance.of(past));
      return (chance.percent(50)
              ? new Envelope(real.kind(), other.key(), real.payload(), real.signature())
              : new Envelope(real.kind(), real.key(), other.payload(), real.signature()))
          .json();
    } catch (RefusedException e) {
      return json;
    }
  }

  private String invented() {
    PeerKey nobody = Words.key(chance);
    PeerRecord record =
        new PeerRecord(
            World.network(),
            List.of(PeerAddress.parse("local:" + nobody)),
            List.of(),
            Place.EPOCH + world.time().now(),
            100);
    world.said(nobody, record);
    return Envelope.seal(Words.identity(nobody), Envelope.Kind.ANNOUNCE, record.json()).json();
  }

  private void broadcast(String json) {
    entries.removeIf(e -> !e.host().isAlive());
    for (HubClient.Entry entry : entries) {
      if (chance.percent(lies.drops())) {
        world.figures().fault("hub drops");
      } else if (world.net().reachesHubs(entry.host().key())) {
        send(entry, json);
      }
    }
  }

  private void send(HubClient.Entry entry, String json) {
    long delay = delay();
    if (chance.percent(lies.delays())) {
      world.figures().fault("hub delays");
      delay = chance.between(1, 60_000);
    }
    entry.host().after(delay, () -> entry.message(json));
    if (chance.percent(lies.doubles())) {
      world.figures().fault("hub doubles");
      entry.host().after(delay(), () -> entry.message(json));
    }
  }

  /** A client that cannot be reached notices that nothing comes any more. */
  void beat() {
    for (HubClient.Entry entry : List.copyOf(entries)) {
      boolean reached = world.net().reachesHubs(entry.host().key());
      if (!reached && entry.isMissed()) {
        entries.remove(entry);
        entry.host().after(0, () -> entry.closed("no heartbeat"));
      }
      entry.missed(!reached);
    }
  }
}
