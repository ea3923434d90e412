package io.muster.hub.provider.mux;

/** Why a channel or a connection is closed, as WIRE.md lists it. */
public enum CloseCode {
  /** Asked for by a user or a protocol. */
  NORMAL(1),
  /** Another link to the same peer took its place. */
  REPLACED(2),
  /** The other side has no slot free. */
  BUSY(3),
  /** Makes room for another peer. */
  ROTATED(4),
  /** Broke the protocol. */
  PROTOCOL(5),
  /** Silent for too long. */
  DEAD(6),
  /** The node shuts down. */
  SHUTDOWN(7),
  /** The protocol's handler failed or was unregistered. */
  HANDLER(8),
  /** The other side does not want this peer. */
  REFUSED(9),
  /** A code that this version does not know. */
  UNKNOWN(0);

  private final int number;

  CloseCode(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  static CloseCode of(long number) {
    for (CloseCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return UNKNOWN;
  }
}
