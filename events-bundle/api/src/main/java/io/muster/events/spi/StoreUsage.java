package io.muster.events.spi;

/**
 * How much a store takes.
 *
 * @param bytes bytes on disk, or in memory, of everything but what is in quarantine; -1: not known
 * @param liveBytes of these, bytes that readers can still be given, with what is stored about them;
 *     -1: not known
 * @param segments number of files, or 0 for a store without files; -1: not known
 * @param damages how often something that was confirmed was lost to damage, as far as it is kept in
 *     quarantine; while there is one, what is stored may be less than what was; -1: not known
 * @param full whether an entry of the largest size would be refused now for want of space
 */
public record StoreUsage(long bytes, long liveBytes, int segments, int damages, boolean full) {
  /** Nothing is known. */
  public static final StoreUsage UNKNOWN = new StoreUsage(-1, -1, -1, -1, false);

  /**
   * Makes a statement of a store that is not full.
   *
   * @param bytes bytes taken
   * @param liveBytes of these, what readers can still be given
   * @param segments number of files
   * @param damages how often something was lost
   * @return the statement
   */
  public static StoreUsage of(long bytes, long liveBytes, int segments, int damages) {
    return new StoreUsage(bytes, liveBytes, segments, damages, false);
  }

  /**
   * Says whether there is room.
   *
   * @param isFull whether an entry of the largest size would be refused now
   * @return a statement with that
   */
  public StoreUsage withFull(boolean isFull) {
    return new StoreUsage(bytes, liveBytes, segments, damages, isFull);
  }
}
