package io.muster.staging;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: may refuse what is to be staged on the host's bench. Each guard is asked
 * about each entry that is staged, new or again, as it would be then; when a guard comes, it is
 * asked about everything that is on the bench and aside, and what it refuses goes with {@link
 * RemovalReason#REFUSED}. Entries that come back when a link is lost are asked about too.
 *
 * <p>Called on the thread of whoever stages, several at a time, without any lock: it may call the
 * bench, and it must not block. An entry that changes meanwhile is asked about again. When a guard
 * throws, what it was asked about is not staged, so that nothing passes unchecked; what is on the
 * bench already stays, the failure is logged, and the guard is asked again the next time.
 */
@ConsumerType
public interface StagingGuard {
  /**
   * Says whether an entry is refused.
   *
   * @param entry the entry as it would be on the bench
   * @return why it is refused, for people; empty if it may be staged
   */
  Optional<String> refusal(StagingEntry entry);
}
