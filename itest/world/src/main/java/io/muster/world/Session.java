package io.muster.world;

import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerKey;

/**
 * What becomes of a link, as the multiplexer and its session see it: hellos, pings, goodbye, and
 * nothing of channels.
 */
final class Session {
  /** Within which a peer must say hello, be silent at most, and answer a probe. */
  static final long HELLO = 10_000;

  static final long PING = 10_000;
  static final long DEAD = 30_000;
  static final long PROBE = 5_000;
  private static final long LASTS = 60_000;
  private static final long LAST_WORDS = 2_000;

  /** A dial that led to a link. */
  record Dialled(long attempt) {}

  private final Host host;
  private final long id;
  private final Pipe pipe;
  private final Dialled dialled;
  private boolean helloSent;
  private boolean greeted;
  private boolean connected;
  private boolean ended;
  private final long startedAt;
  private long connectedAt;
  private long endedAt;
  private long heardAt;
  private long pingedAt;
  private boolean pingOpen;
  private long probeUntil = Long.MAX_VALUE;

  Session(Host host, long id, Pipe pipe, Dialled dialled) {
    this.host = host;
    this.id = id;
    this.pipe = pipe;
    this.dialled = dialled;
    this.startedAt = host.millis();
    this.heardAt = startedAt;
  }

  long id() {
    return id;
  }

  PeerKey peer() {
    return pipe.remote();
  }

  Pipe pipe() {
    return pipe;
  }

  /** The dial that led here, or null. */
  Dialled dialled() {
    return dialled;
  }

  boolean isGreeted() {
    return greeted;
  }

  boolean isConnected() {
    return connected && !ended;
  }

  boolean isOver() {
    return ended && host.millis() - endedAt > LAST_WORDS;
  }

  void connected() {
    connected = true;
    connectedAt = host.world().time().now();
    host.tried(peer());
    hello();
  }

  void hello() {
    if (!helloSent && !ended) {
      helloSent = true;
      long nonce = host.nonce();
      pipe.send(s -> s.hello(nonce));
    }
  }

  private void hello(long nonce) {
    if (heard() && !greeted) {
      greeted = true;
      pingedAt = heardAt - PING;
      host.greeted(this, nonce);
    }
  }

  private boolean heard() {
    if (!ended) {
      heardAt = host.millis();
      probeUntil = Long.MAX_VALUE;
    }
    return !ended;
  }

  void probe() {
    if (!ended) {
      probeUntil = host.millis() + PROBE;
      ping();
    }
  }

  void tick() {
    long now = host.millis();
    String verdict = ended ? null : verdict(now);
    if (verdict != null) {
      close(CloseCode.DEAD, verdict);
      pipe.close();
    } else if (ended && now - endedAt >= LAST_WORDS) {
      pipe.close();
    } else if (!ended && greeted && now - pingedAt >= PING) {
      ping();
    }
  }

  private String verdict(long now) {
    if (!greeted) {
      return now - startedAt >= HELLO ? "no hello" : null;
    }
    if (now >= probeUntil) {
      return "no answer to a probe";
    }
    return now - heardAt >= DEAD ? "silent" : null;
  }

  private void ping() {
    if (greeted && helloSent && !pingOpen) {
      pingOpen = true;
      pingedAt = host.millis();
      pipe.send(Session::pinged);
    }
  }

  private void pinged() {
    if (heard()) {
      pipe.send(Session::ponged);
    }
  }

  private void ponged() {
    if (heard()) {
      pingOpen = false;
    }
  }

  void misbehaves() {
    close(CloseCode.PROTOCOL, "the peer misbehaved");
  }

  void close(CloseCode code, String reason) {
    if (!ended) {
      end(code, reason, code == CloseCode.PROTOCOL);
      pipe.send(s -> s.goodbye(code, reason));
      pipe.close();
    }
  }

  private void goodbye(CloseCode code, String reason) {
    if (code == CloseCode.REPLACED && isConnected()) {
      host.replaced(peer());
    }
    end(code, reason, false);
    pipe.close();
  }

  void closed(String reason) {
    end(CloseCode.DEAD, "link ended: " + reason, false);
  }

  private void end(CloseCode code, String reason, boolean blamed) {
    if (!ended) {
      account();
      ended = true;
      endedAt = host.millis();
      host.ended(this, code, reason, blamed);
    }
  }

  /** How long a connection was open, whoever ends it. */
  long age() {
    return host.world().time().now() - connectedAt;
  }

  /** Counts a connection at the end that dialled, when it is over. */
  void account() {
    if (isConnected() && dialled != null) {
      host.world().figures().count(lasts() ? "lasting" : "short");
    }
  }

  /** Whether this is the dialling end of a connection that is a minute old. */
  boolean lasts() {
    return isConnected() && dialled != null && age() >= LASTS;
  }
}
