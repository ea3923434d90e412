package io.muster.world;

import io.muster.hub.Peers;
import io.muster.hub.provider.announce.Inbox;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.announce.Signal;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Edge;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.HubAction;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.LinkFacts;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.machine.PeerState;
import io.muster.hub.provider.machine.Setup;
import io.muster.hub.provider.machine.State;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.Set;

/** A process that obeys the shipped machine; its edge does what HubNode and its parts do. */
final class MusterHost extends Host implements Edge, HubClient.Listener {
  private static final long SOON = 20;
  private static final long SLEPT = 30_000;

  private final Machine machine;
  private final Watch watch;
  private final HubClient hubs = new HubClient(this, this);
  private final Voice voice;
  private final SimBench bench;
  private boolean soon;
  private long lastTick;

  MusterHost(World world, Place place) {
    super(world, place);
    voice = new Voice(this, world.plan().ttlSeconds());
    State initial = State.initial(new Setup(key(), place.limits, Set.of(), false));
    watch = new Watch(this, initial);
    machine =
        new Machine(
            initial,
            Runnable::run,
            this,
            (what, cause) -> {
              throw new Violation("no failure", key().shortText() + ": " + what + ": " + cause);
            });
    bench = new SimBench(machine::dispatch, this::millis);
  }

  Machine machine() {
    return machine;
  }

  Watch watch() {
    return watch;
  }

  @Override
  void start() {
    machine.dispatch(new HostAction.TransportsChanged(schemes(), millis()));
    if (place().hasBench) {
      bench.comes();
    }
    place().hubs.forEach(h -> machine.dispatch(new HubAction.HubAddressAdded(h, millis())));
    if (!place().wanted.isEmpty()) {
      want(1, Set.copyOf(place().wanted), Peers.Priority.NORMAL);
    }
    lastTick = millis();
    after(chance().between(1, (int) TICK), this::tick);
  }

  void want(long id, Set<PeerKey> peers, Peers.Priority priority) {
    machine.dispatch(new PeerAction.WantAdded(id, peers, priority, millis()));
  }

  void noLongerWant(long id) {
    machine.dispatch(new PeerAction.WantRemoved(id, millis()));
  }

  SimBench bench() {
    return bench;
  }

  private void tick() {
    long at = millis();
    if (at - lastTick > SLEPT) {
      networkChanged();
    }
    lastTick = at;
    tickSessions();
    turn();
    after(TICK, this::tick);
  }

  void networkChanged() {
    machine.dispatch(new HostAction.NetworkDidReconnect(millis(), chance().next()));
  }

  private void turn() {
    machine.dispatch(new HostAction.PeerConnectionTimerTicked(millis(), chance().next()));
  }

  void hold(PeerKey peer, long link, boolean begins) {
    machine.dispatch(new LinkAction.HoldChanged(peer, link, 1, begins));
  }

  // ---- what happens on links, as LinkSession tells it

  @Override
  void greeted(Session session, long peersNonce) {
    PeerAddress address = session.pipe().address();
    boolean dialled = session.dialled() != null;
    LinkFacts facts = new LinkFacts(session.id(), dialled, peersNonce, address.scheme());
    machine.dispatch(
        dialled
            ? new LinkAction.RemotePeerConnectionSucceeded(
                session.peer(), session.dialled().attempt(), address, facts, millis())
            : new LinkAction.RemotePeerClientDidConnect(session.peer(), facts, millis()));
  }

  @Override
  void ended(Session session, CloseCode code, String reason, boolean blamed) {
    PeerKey peer = session.peer();
    double jitter = chance().part();
    if (!session.isGreeted()) {
      if (session.dialled() != null) {
        failed(peer, session.dialled().attempt(), session.pipe().address(), code + ": " + reason);
      }
    } else if (blamed) {
      machine.dispatch(
          new LinkAction.RemotePeerMisbehaved(peer, session.id(), reason, millis(), jitter));
    } else {
      machine.dispatch(
          new LinkAction.RemotePeerDidDisconnect(
              peer, session.id(), code, reason, millis(), jitter));
    }
  }

  @Override
  void replaced(PeerKey peer) {
    watch.replaced(peer, world().net().host(peer));
  }

  private void failed(PeerKey peer, long attempt, PeerAddress address, String error) {
    machine.dispatch(
        new LinkAction.RemotePeerConnectionFailed(
            peer, attempt, address, error, millis(), chance().part()));
  }

  // ---- what the machine wants done

  @Override
  public void observe(Action action) {
    watch.next(action, machine.state());
  }

  @Override
  public void dial(Effect.Dial dial) {
    watch.dial(dial);
    world()
        .net()
        .dial(
            this,
            dial.address(),
            dial.timeout(),
            (pipe, error) -> {
              if (error != null) {
                failed(dial.peer(), dial.attempt(), dial.address(), error);
              } else {
                begin(pipe, new Session.Dialled(dial.attempt()));
              }
            });
  }

  @Override
  public void openLink(Effect.OpenLink effect) {
    watch.open(effect);
    world().figures().count("connections");
    session(effect.link()).connected();
  }

  @Override
  public void closeLink(Effect.CloseLink effect) {
    watch.close(effect);
    Session session = session(effect.link());
    if (session != null) {
      session.close(effect.code(), effect.reason());
    }
  }

  @Override
  public void notifyEnded(Effect.NotifyEnded effect) {
    watch.ended(effect.link());
  }

  @Override
  public void probe(Effect.Probe effect) {
    Session session = session(effect.link());
    if (session != null) {
      session.probe();
    }
  }

  @Override
  public void connectHub(Effect.ConnectHub effect) {
    watch.connectHub(effect.hub());
    hubs.connect(effect.hub());
  }

  @Override
  public void leaveHub(Effect.LeaveHub effect) {
    hubs.leave(effect.hub());
  }

  @Override
  public void publish(Effect.Publish effect) {
    hubs.send(effect.hub(), voice.announcement());
  }

  @Override
  public void askToDial(Effect.AskToDial effect) {
    hubs.send(effect.hub(), voice.askToDial(effect.peer()));
  }

  @Override
  public void stage(Effect.Stage effect) {
    bench.stage(effect.peer(), effect.address());
  }

  @Override
  public void unstage(Effect.Unstage effect) {
    bench.unstage(effect.address());
  }

  @Override
  public void takeOff(Effect.TakeOff effect) {
    bench.takeOff(effect.peer());
  }

  @Override
  public void putBack(Effect.PutBack effect) {
    bench.putBack(effect.peer());
  }

  @Override
  public void reached(Effect.Reached effect) {
    // only the order in which a full bench forgets depends on it
  }

  @Override
  public void unstageAll(Effect.UnstageAll effect) {
    bench.unstageAll(effect.peer());
  }

  @Override
  public void report(Effect.Report effect) {
    world().figures().count("reports");
  }

  @Override
  public void tickSoon() {
    if (!soon) {
      soon = true;
      after(
          SOON,
          () -> {
            soon = false;
            turn();
          });
    }
  }

  // ---- what happens at hubs, as HubSessions and Spokesman tell it

  @Override
  public void hubConnected(URI hub) {
    machine.dispatch(new HubAction.HubConnectionSucceeded(hub, millis()));
  }

  @Override
  public void hubFailed(URI hub, String error, long retryAfter) {
    machine.dispatch(
        new HubAction.HubConnectionFailed(hub, error, retryAfter, millis(), chance().part()));
  }

  @Override
  public void letter(URI hub, Inbox.Letter letter) {
    letter.announcement().ifPresent(record -> announced(hub, letter.from(), record));
    letter
        .signal()
        .filter(s -> s.type().equals(Signal.DIAL_ME))
        .ifPresent(s -> machine.offer(new PeerAction.RemotePeerAsked(letter.from(), millis())));
  }

  private void announced(URI hub, PeerKey from, PeerRecord record) {
    watch.heard(hub, from, record);
    machine.offer(
        record.isGoodbye()
            ? new PeerAction.RemotePeerDidLeave(from, hub, millis())
            : new PeerAction.RemotePeerDidAnnounce(
                from,
                record.addresses(),
                hub,
                record.ttlSeconds() * 1_000,
                millis(),
                chance().part()));
  }

  // ---- what is asked

  Set<PeerKey> connected() {
    return watch.open();
  }

  @Override
  boolean knows(PeerKey peer) {
    PeerState known = machine.state().peers().get(peer);
    return known != null && !known.routes().isEmpty();
  }

  /** It failed so often that it is left alone for an hour. */
  boolean gaveUp(PeerKey peer) {
    PeerState known = machine.state().peers().get(peer);
    return known != null && known.backoff().failures() >= place().limits.pace().fade();
  }
}
