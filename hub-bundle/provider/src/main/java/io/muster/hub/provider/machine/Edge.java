package io.muster.hub.provider.machine;

/** Does what the machine decides. Called on the machine's thread; must not block. */
public interface Edge {
  /** Does not belong to the edge: the machine reduces the action itself. */
  default void dispatch(Effect.Dispatch effect) {
    throw new IllegalStateException("the machine dispatches: " + effect);
  }

  /** An action is reduced next: for those who trace. */
  default void observe(Action action) {}

  /** Dials. */
  void dial(Effect.Dial effect);

  /** Makes a link the connection to its peer. */
  void openLink(Effect.OpenLink effect);

  /** Closes a link. */
  void closeLink(Effect.CloseLink effect);

  /** Tells that a connection has ended. */
  void notifyEnded(Effect.NotifyEnded effect);

  /** Asks a peer for a sign of life. */
  void probe(Effect.Probe effect);

  /** Connects to a hub. */
  void connectHub(Effect.ConnectHub effect);

  /** Leaves a hub. */
  void leaveHub(Effect.LeaveHub effect);

  /** Announces this node. */
  void publish(Effect.Publish effect);

  /** Asks a peer to dial this node. */
  void askToDial(Effect.AskToDial effect);

  /** Puts an address on the bench. */
  void stage(Effect.Stage effect);

  /** Takes an address off the bench. */
  void unstage(Effect.Unstage effect);

  /** Keeps the addresses of a connected peer aside. */
  void takeOff(Effect.TakeOff effect);

  /** Puts the addresses of a peer back on the bench. */
  void putBack(Effect.PutBack effect);

  /** Tells the bench whether somebody answered at an address. */
  void reached(Effect.Reached effect);

  /** Takes all addresses of a peer off the bench. */
  void unstageAll(Effect.UnstageAll effect);

  /** Logs and counts. */
  void report(Effect.Report effect);

  /** Runs the scheduler soon. */
  void tickSoon();
}
