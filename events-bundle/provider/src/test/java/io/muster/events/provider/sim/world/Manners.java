package io.muster.events.provider.sim.world;

import io.muster.peer.PeerKey;
import java.util.EnumSet;
import java.util.Set;

/** How a node's handlers answer, how slow its disk is, and what it does to its messages. */
public final class Manners {
  /** What a handler does with a call. */
  public enum Answer {
    /** Consumes. */
    CONSUME,
    /** Throws. */
    THROW,
    /** Says nothing. */
    SILENT,
    /** Asks to be called again. */
    RETRY,
    /** Rejects. */
    REJECT,
    /** Answers later, asking for time. */
    LATE,
    /** Answers twice. */
    TWICE
  }

  /** What a malicious node does. */
  public enum Malice {
    /** Gives nothing it is asked for. */
    WITHHOLD,
    /** Sends earlier messages again. */
    REPLAY,
    /** Flips a bit now and then. */
    FLIP,
    /** Cuts messages. */
    TRUNCATE,
    /** Sends what nobody asked for. */
    FLOOD,
    /** Says that feeds are trimmed, or bodies gone. */
    REFUSE,
    /** Says that it has stored what it has not. */
    BOAST,
    /** Drops bodies early. */
    DROP_BODIES,
    /** Writes receipts for events that are not its own. */
    FALSE_RECEIPTS,
    /** Writes without end. */
    SCRIBBLE,
    /** Alters the part of a signature that the stand-in for cryptography does not check. */
    MALLEATE,
    /** Forges batches of others. */
    FORGE,
    /** Writes others' events into its own feed. */
    REPUBLISH,
    /** Signs two histories of its own feed. */
    FORK,
    /** Sends its own feed to everybody, asked or not. */
    PUSH
  }

  private final Set<Malice> malice = EnumSet.noneOf(Malice.class);
  private Answer bad = Answer.CONSUME;
  private int badPercent;
  private PeerKey wedged;
  private int diskMicros = 5_000;

  /** Returns what it does wrong. */
  public Set<Malice> malice() {
    return malice;
  }

  /** Says whether it does anything wrong on purpose. */
  public boolean isEvil() {
    return !malice.isEmpty();
  }

  /** Lets so many percent of the calls be answered badly. */
  public void answer(Answer answer, int percent) {
    bad = answer;
    badPercent = percent;
    wedged = null;
  }

  /** Never answers what concerns a client, until told otherwise. */
  public void wedge(PeerKey client) {
    wedged = client;
  }

  /** Chooses the answer to a call that concerns a client. */
  Answer answer(PeerKey client, int dice) {
    if (client.equals(wedged)) {
      return Answer.SILENT;
    }
    return dice < badPercent ? bad : Answer.CONSUME;
  }

  /** Sets how long the disk takes at most, in µs. */
  public void diskMicros(int micros) {
    diskMicros = micros;
  }

  int diskMicros() {
    return diskMicros;
  }
}
