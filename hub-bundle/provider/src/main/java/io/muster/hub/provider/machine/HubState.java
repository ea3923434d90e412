package io.muster.hub.provider.machine;

import io.muster.hub.HubStatus;

/**
 * What is known of a hub.
 *
 * @param connection the state of the connection
 * @param backoff failures and when it is tried next
 * @param since when it came into this state
 * @param announceAt when this node announces itself there next
 */
public record HubState(HubStatus.State connection, Backoff backoff, long since, long announceAt) {
  static HubState added(long at) {
    return new HubState(HubStatus.State.DISCONNECTED, Backoff.NONE, at, at);
  }

  HubState connecting(long at) {
    return new HubState(HubStatus.State.CONNECTING, backoff.tried(at), at, announceAt);
  }

  HubState connected(long at) {
    return new HubState(HubStatus.State.CONNECTED, backoff, at, at);
  }

  /** A connection that lasted makes earlier failures forgotten. */
  HubState failed(String error, long at, long stable) {
    boolean lasted = connection == HubStatus.State.CONNECTED && at - since >= stable;
    Backoff before = lasted ? Backoff.NONE.tried(backoff.lastTried()) : backoff;
    return new HubState(HubStatus.State.BACKOFF, before.failed(error, at), at, announceAt);
  }

  HubState retryAt(long time) {
    return new HubState(connection, backoff.notBefore(time), since, announceAt);
  }

  HubState announceAt(long time) {
    return new HubState(connection, backoff, since, time);
  }
}
