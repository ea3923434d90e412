package io.muster.staging;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bench of peers that could be connected to. Addresses compare as text. The service going away
 * closes the bench: streams complete, and calls on a kept reference throw {@link
 * IllegalStateException}; nothing is said of the entries.
 *
 * <p>Data is JSON-like: {@code null}, {@link Boolean}, {@link Number} (Integer, Long, Double or
 * {@link java.math.BigDecimal}, finite), {@link String}, and lists and maps with text keys of such
 * values, at most 64 KiB in all and 32 deep. It is copied in and handed out immutable. The names
 * {@code stagingBirth} and {@code stagingUpdated} belong to the bench and are ignored in data. Two
 * fields mean something to the bench: {@code type} (text), by which entries expire unless they are
 * staged again, and {@code source} (text), who told of the peer: an entry counts as that of the
 * source which told of it first.
 *
 * <p><b>Bounds:</b> the host's bench holds so many entries and bytes. When it is full, a newcomer
 * takes the place of another entry, which goes with {@link RemovalReason#EVICTED}: first one of a
 * source that holds more than its share (of several, the one that has done so for the longest
 * time), else one of all; among these first what cannot be reached, for the longest time first,
 * then what was not refreshed for the longest time. A source that holds as much as it may at all
 * gives up an entry of its own, in the same order.
 */
@ProviderType
public interface Staging {
  /**
   * Puts a peer on the bench, or merges data into its entry. A merge overwrites field by field,
   * keeps the entry's position and its birth, and moves its time of update. Cost: O(1) in the
   * number of entries.
   *
   * @param address where the peer can be reached
   * @param data what is known of it; a value may be null
   * @return true if the address is new, false if it was there already
   * @throws IllegalArgumentException if the data is not JSON-like or too large; nothing changes
   * @throws StagingRefusedException if a guard refuses it; if the address was there, it goes with
   *     {@link RemovalReason#REFUSED}
   * @throws IllegalStateException if the bench is closed
   */
  boolean stage(PeerAddress address, Map<String, ?> data);

  /**
   * Does the same for an address in text form.
   *
   * @param address a multiserver address
   * @param data what is known of the peer; a value may be null
   * @return true if the address is new, false if it was there already
   * @throws IllegalArgumentException if the address or the data is malformed; nothing changes
   * @throws StagingRefusedException if a guard refuses it, as above
   * @throws IllegalStateException if the bench is closed; checked before the address
   */
  boolean stage(String address, Map<String, ?> data);

  /**
   * Takes a peer off the bench.
   *
   * @param address its address
   * @return true if it was there
   * @throws IllegalStateException if the bench is closed
   */
  boolean unstage(PeerAddress address);

  /**
   * Does the same for an address in text form.
   *
   * @param address a multiserver address
   * @return true if it was there
   * @throws IllegalArgumentException if the address is malformed
   * @throws IllegalStateException if the bench is closed; checked before the address
   */
  boolean unstage(String address);

  /**
   * Takes all entries of a key off the bench, in their order, with {@link RemovalReason#UNSTAGED};
   * those that are kept aside are forgotten.
   *
   * @param key the key
   * @return how many there were, those aside included
   * @throws IllegalStateException if the bench is closed
   */
  int unstageAll(PeerKey key);

  /**
   * Takes all entries off the bench for which a test holds, in their order, with {@link
   * RemovalReason#UNSTAGED}; those that are kept aside are tested and forgotten too. The test is
   * called on the calling thread while others may change the bench: an entry that changes meanwhile
   * is tested again, one that comes meanwhile is not.
   *
   * @param test whether an entry is to go; what it throws comes through
   * @return how many went, those aside included
   * @throws IllegalStateException if the bench is closed
   */
  int unstageIf(Predicate<StagingEntry> test);

  /**
   * Says that there is a link to a peer: all entries of its key go from the bench with {@link
   * RemovalReason#CONNECTED} and are kept aside until the handle is closed, which stages them
   * again, with their data and birth, as the newest, freshly updated and not as unreachable.
   * Handles of one key count: the last one that is closed stages again.
   *
   * <p>While a key has a handle, its addresses are off the bench: to stage one, new or known,
   * changes what is kept aside (at most 16 addresses for each key, the one not refreshed for the
   * longest goes), returns false and tells nobody; to unstage one forgets it and tells nobody;
   * look-ups and lists do not show them. When the bench is closed, the handles have no effect any
   * more, and the entries are stored as if they were staged: take handles anew from the bench that
   * follows.
   *
   * @param key the key of the peer
   * @return a handle, to be closed when the link is lost
   * @throws IllegalStateException if the bench is closed
   */
  Connected connected(PeerKey key);

  /** There is a link to a peer, as long as this is open. */
  @ProviderType
  interface Connected extends AutoCloseable {
    /** The link is lost: stages the peer again. Repeatable; never throws. */
    @Override
    void close();
  }

  /**
   * Says whether a dial to an address has worked, which {@link StagingEntry#unreachableSince}
   * shows: the first failure sets it, the next success clears it, nothing else does. Told as {@link
   * StagingChange.Kind#UPDATED} when it changes; it refreshes nothing. What is not on the bench nor
   * aside is ignored.
   *
   * @param address the address
   * @param reached whether somebody answered there
   * @throws IllegalStateException if the bench is closed
   */
  void reached(PeerAddress address, boolean reached);

  /**
   * Looks an address up.
   *
   * @param address a multiserver address in text form
   * @return the entry, or empty
   * @throws IllegalArgumentException if the address is malformed
   * @throws IllegalStateException if the bench is closed; checked before the address
   */
  Optional<StagingEntry> get(String address);

  /**
   * Returns the entries whose address names a key.
   *
   * @param key the key
   * @return an immutable snapshot, oldest first
   * @throws IllegalStateException if the bench is closed
   */
  List<StagingEntry> byKey(PeerKey key);

  /**
   * Returns everything on the bench.
   *
   * @return an immutable snapshot, in the order in which the addresses came
   * @throws IllegalStateException if the bench is closed
   */
  List<StagingEntry> entries();

  /**
   * Returns the stream of comings and goings from the moment of subscription on: {@link
   * StagingChange.Kind#STAGED} and {@link StagingChange.Kind#UNSTAGED} only, no updates. What a
   * subscriber does not request waits; when more than 65 536 changes wait, its stream ends with an
   * {@link IllegalStateException} that says so. Completes when the bench closes, after what waits.
   *
   * @return a publisher for any number of subscribers
   * @throws IllegalStateException if the bench is closed
   */
  Flow.Publisher<StagingChange> listen();

  /**
   * Returns the stream of whole lists: the snapshot at the moment of subscription first, then one
   * list after each change. A slow subscriber gets the first snapshot and then the newest list:
   * what lies between is conflated. Completes when the bench closes, after what waits.
   *
   * @return a publisher for any number of subscribers
   * @throws IllegalStateException if the bench is closed
   */
  Flow.Publisher<List<StagingEntry>> liveEntries();
}
