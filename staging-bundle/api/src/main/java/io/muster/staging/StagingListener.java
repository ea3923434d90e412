package io.muster.staging;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: is told what is on the host's bench and then of every change, in order, none
 * missed and none twice, one call at a time. A listener that throws is told no more until it is
 * registered anew; nobody else notices. Calls come on a Muster thread: do not block.
 */
@ConsumerType
public interface StagingListener {
  /**
   * Called first, and again when a new bench takes the old one's place, or when the listener was
   * more than 65 536 changes behind: then the snapshot stands for what it missed.
   *
   * @param revision the revision that the entries show
   * @param entries immutable, in the order in which the addresses came
   */
  void snapshot(long revision, List<StagingEntry> entries);

  /**
   * Called for each change after the snapshot.
   *
   * @param change the change; its revision is one more than the last
   */
  void changed(StagingChange change);
}
