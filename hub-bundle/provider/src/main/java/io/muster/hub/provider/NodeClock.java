package io.muster.hub.provider;

import io.muster.hub.HubStatus;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.Machine;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What goes on in a node because time goes on; all on the thread of its timers. */
final class NodeClock {
  /** Between two turns of the scheduler, in milliseconds. */
  static final long TICK = 250;

  private static final long SOON = 20;
  private static final int TICKS_PER_WATCH = 40;

  private final Surroundings around;
  private final Machine machine;
  private final Journal journal;
  private final IntConsumer work;
  private final AtomicBoolean soon = new AtomicBoolean();
  private volatile long slept;
  private volatile boolean stopped;
  private Online online;
  private long lastTurn;
  private long lastWall;
  private int ticks;
  private String network;

  /** A clock that stands; {@code work} is done with each tick and is given its number. */
  NodeClock(Surroundings around, Machine machine, Journal journal, IntConsumer work) {
    this.around = around;
    this.machine = machine;
    this.journal = journal;
    this.work = work;
  }

  /** A turn that is so late, in milliseconds, means that the node has slept. */
  void slept(long millis) {
    slept = millis;
  }

  void start(Consumer<Boolean> changed) {
    online = new Online(changed);
    hasSlept();
    around.timers().after(TICK, this::tick);
  }

  void stop() {
    stopped = true;
  }

  private void tick() {
    if (stopped) {
      return;
    }
    try {
      if (ticks % TICKS_PER_WATCH == 0 && networkChanged()) {
        reconnect();
      }
      turn();
      online.look(isOnline(), around.millis());
      work.accept(++ticks);
    } catch (RuntimeException | LinkageError e) {
      journal.failure("a tick of the hub failed, the next one comes", e);
    }
    around.timers().after(TICK, this::tick);
  }

  /** Lets the scheduler run soon instead of at the next tick. */
  void turnSoon() {
    if (soon.compareAndSet(false, true)) {
      around
          .timers()
          .after(
              SOON,
              () -> {
                soon.set(false);
                turn();
              });
    }
  }

  private boolean isOnline() {
    return machine.state().hubs().values().stream()
        .anyMatch(hub -> hub.connection() == HubStatus.State.CONNECTED);
  }

  /** Whether there is a network, and another one than when it was looked at last. */
  private boolean networkChanged() {
    String now = around.network().get();
    boolean changed = network != null && !now.isEmpty() && !now.equals(network);
    network = now;
    return changed;
  }

  /**
   * Whether the node has slept since this was asked last: much more time is over, by a clock that
   * goes on meanwhile. On Linux the one that never goes back stands still while a machine sleeps.
   */
  private boolean hasSlept() {
    long at = around.millis();
    long wall = around.clock().millis();
    long gap = Math.max(at - lastTurn, wall - lastWall);
    lastTurn = at;
    lastWall = wall;
    return gap > slept;
  }

  private void reconnect() {
    machine.dispatch(
        new HostAction.NetworkDidReconnect(around.millis(), around.random().nextLong()));
  }

  /** The scheduler's turn; what sleep made stale is mended before anything fades because of it. */
  private void turn() {
    if (hasSlept()) {
      reconnect();
    }
    machine.dispatch(
        new HostAction.PeerConnectionTimerTicked(around.millis(), around.random().nextLong()));
  }
}
