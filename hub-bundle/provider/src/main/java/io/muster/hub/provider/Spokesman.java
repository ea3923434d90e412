package io.muster.hub.provider;

import io.muster.hub.provider.announce.Envelope;
import io.muster.hub.provider.announce.Envelope.Kind;
import io.muster.hub.provider.announce.Inbox;
import io.muster.hub.provider.announce.NetworkName;
import io.muster.hub.provider.announce.Newest;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.announce.Signal;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Writes this node's announcements and signals, and turns those of others into actions. */
final class Spokesman {
  private static final long MILLIS = 1_000;

  private final PeerKey self;
  private final Keyring keyring;
  private final Sequence sequence;
  private final Newest newest = new Newest();
  private final RandomGenerator random;
  private final LongSupplier millis;
  private volatile HubSettings.Network network;
  private volatile Supplier<Presence> presence = () -> new Presence(List.of(), List.of());
  private Presence announced;
  private Envelope farewell;

  /** What this node says of itself. */
  record Presence(List<PeerAddress> addresses, List<String> protocols) {}

  Spokesman(
      PeerKey self,
      Keyring keyring,
      Sequence sequence,
      Surroundings around,
      HubSettings.Network network) {
    this.self = self;
    this.keyring = keyring;
    this.sequence = sequence;
    this.random = around.random();
    this.millis = around::millis;
    this.network = network;
  }

  void presence(Supplier<Presence> now) {
    presence = now;
  }

  void network(HubSettings.Network now) {
    network = now;
  }

  boolean isIn(HubSettings.Network other) {
    return network.key().equals(other.key());
  }

  boolean canSpeak() {
    return keyring.isReady();
  }

  /** The application name on hubs. */
  String network() {
    return NetworkName.of(network.key());
  }

  Inbox inbox(LongSupplier clock) {
    return new Inbox(network(), self, keyring::verify, clock, newest, network.signatures());
  }

  /** Where this node can be reached; also prepares its goodbye. */
  Envelope announcement() {
    Presence now = presence.get();
    Envelope envelope = seal(now, network.timeToLive().toSeconds());
    Envelope goodbye = seal(new Presence(List.of(), List.of()), 0);
    synchronized (this) {
      announced = now;
      farewell = goodbye;
    }
    return envelope;
  }

  private Envelope seal(Presence said, long ttlSeconds) {
    PeerRecord record =
        new PeerRecord(network(), said.addresses(), said.protocols(), sequence.next(), ttlSeconds);
    return Envelope.seal(keyring.identity(), Kind.ANNOUNCE, record.json());
  }

  /** That this node leaves; signed beforehand, as the identity may have left already. */
  synchronized Optional<Envelope> goodbye() {
    return Optional.ofNullable(farewell);
  }

  /** A message for one peer. */
  Envelope signal(PeerKey to, String type) {
    Signal signal = new Signal(network(), to, sequence.next(), type);
    return Envelope.seal(keyring.identity(), Kind.SIGNAL, signal.json());
  }

  /** Whether this node has something else to say than it said last. */
  synchronized boolean hasNews() {
    return announced != null && !announced.equals(presence.get());
  }

  /** Tells the machine what a peer said. */
  void deliver(Machine machine, URI hub, Inbox.Letter letter) {
    letter.announcement().ifPresent(r -> machine.offer(action(hub, letter.from(), r)));
    letter
        .signal()
        .filter(s -> s.type().equals(Signal.DIAL_ME))
        .ifPresent(
            s -> machine.offer(new PeerAction.RemotePeerAsked(letter.from(), millis.getAsLong())));
  }

  private Action action(URI hub, PeerKey from, PeerRecord record) {
    long at = millis.getAsLong();
    return record.isGoodbye()
        ? new PeerAction.RemotePeerDidLeave(from, hub, at)
        : new PeerAction.RemotePeerDidAnnounce(
            from, record.addresses(), hub, record.ttlSeconds() * MILLIS, at, random.nextDouble());
  }
}
