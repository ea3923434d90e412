package io.muster.world;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.function.Consumer;

/** One end of a link: messages in order, or silence. */
final class Pipe {

  private final Net net;
  private final Time time;
  private final Host owner;
  private final PeerKey remote;
  private final PeerAddress address;
  private Pipe other;
  private Session session;
  private boolean over;
  private boolean cut;
  private long lastArrival;

  Pipe(Net net, Time time, Host owner, PeerKey remote, PeerAddress address) {
    this.net = net;
    this.time = time;
    this.owner = owner;
    this.remote = remote;
    this.address = address;
  }

  void joined(Pipe end) {
    other = end;
    end.other = this;
  }

  void start(Session reader) {
    session = reader;
  }

  PeerKey remote() {
    return remote;
  }

  PeerAddress address() {
    return address;
  }

  Pipe other() {
    return other;
  }

  Session session() {
    return session;
  }

  /** From now on nothing passes in either direction, and nobody is told. */
  void cut() {
    cut = true;
    other.cut = true;
  }

  void send(Consumer<Session> message) {
    if (!over) {
      carry(() -> other.arrive(message));
    }
  }

  private void carry(Runnable arrival) {
    if (cut || !net.passes(owner.key(), remote)) {
      return;
    }
    lastArrival = Math.max(lastArrival, time.now() + net.delay());
    time.after(lastArrival - time.now(), arrival);
  }

  private void arrive(Consumer<Session> message) {
    if (!owner.isAlive()) {
      // a machine that is off says nothing; one that has started again knows no such link
      if (net.host(owner.key()) != null) {
        reset("reset by peer");
      }
    } else if (over) {
      reset("reset by peer");
    } else if (session != null) {
      owner.whenAwake(
          () -> {
            if (!over) {
              message.accept(session);
            }
          });
    }
  }

  /** The other end hears that this one is no more. */
  void reset(String reason) {
    carry(() -> other.ended(reason));
  }

  void close() {
    if (!over) {
      reset("closed by peer");
      ended("closed here");
    }
  }

  /** The process of this end is gone. */
  void dies() {
    over = true;
  }

  private void ended(String reason) {
    if (owner.isAlive() && !over) {
      owner.whenAwake(
          () -> {
            if (!over) {
              over = true;
              if (session != null) {
                session.closed(reason);
              }
            }
          });
    }
  }
}
