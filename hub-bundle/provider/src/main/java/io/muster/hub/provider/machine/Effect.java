package io.muster.hub.provider.machine;

import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;

/** Something to be done at the edge; its outcome comes back as an action. */
public sealed interface Effect {
  /** Has it done by the edge. */
  void perform(Edge edge);

  /** Reduce an action next, before any that waits. */
  record Dispatch(Action action) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.dispatch(this);
    }
  }

  /** Run the scheduler soon instead of at its next turn. */
  record TickSoon() implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.tickSoon();
    }
  }

  /** Dial; answered by RemotePeerConnectionSucceeded or RemotePeerConnectionFailed. */
  record Dial(PeerKey peer, long attempt, PeerAddress address, long timeout) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.dial(this);
    }
  }

  /** A link becomes the connection to a peer: channels are opened, listeners are told. */
  record OpenLink(PeerKey peer, long link) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.openLink(this);
    }
  }

  /** A link is closed with these words; if it was a connection, listeners are told. */
  record CloseLink(long link, CloseCode code, String reason) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.closeLink(this);
    }
  }

  /** A connection has ended by itself: listeners are told. */
  record NotifyEnded(long link, String reason) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.notifyEnded(this);
    }
  }

  /** Ask for a sign of life. */
  record Probe(long link) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.probe(this);
    }
  }

  /** Connect to a hub; answered by HubConnectionSucceeded or HubConnectionFailed. */
  record ConnectHub(URI hub) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.connectHub(this);
    }
  }

  /** Say goodbye at a hub, if connected, and forget it. */
  record LeaveHub(URI hub) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.leaveHub(this);
    }
  }

  /** Announce this node at a hub. */
  record Publish(URI hub) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.publish(this);
    }
  }

  /** Ask a peer, through a hub, to dial this node. */
  record AskToDial(PeerKey peer, URI hub) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.askToDial(this);
    }
  }

  /** Put an address on the bench. */
  record Stage(PeerKey peer, PeerAddress address, URI hub) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.stage(this);
    }
  }

  /** Take an address off the bench. */
  record Unstage(PeerAddress address) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.unstage(this);
    }
  }

  /** A peer is connected: its addresses leave the bench until {@link PutBack}. */
  record TakeOff(PeerKey peer) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.takeOff(this);
    }
  }

  /** A link was lost: answered by BenchShows with the addresses that are on the bench again. */
  record PutBack(PeerKey peer) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.putBack(this);
    }
  }

  /** A dial worked, or did not: the bench shows it. */
  record Reached(PeerAddress address, boolean reached) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.reached(this);
    }
  }

  /** Take all addresses of a key off the bench, for good. */
  record UnstageAll(PeerKey peer) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.unstageAll(this);
    }
  }

  /** Something for the log and the counters. */
  record Report(Topic topic, String text) implements Effect {
    @Override
    public void perform(Edge edge) {
      edge.report(this);
    }
  }

  /** What a report is about. */
  enum Topic {
    /** Normal comings and goings. */
    INFO,
    /** Something does not work and will be tried again. */
    TROUBLE,
    /** Something was refused. */
    REFUSED
  }
}
