package io.muster.events.spi;

import java.util.List;

/**
 * What a check of a whole store has found.
 *
 * @param records how many entries, blobs, cells and notes of the store's own were read and are
 *     sound
 * @param bytes how many bytes were read
 * @param damages what does not check; empty if all is well; immutable
 */
public record StoreCheck(long records, long bytes, List<Damage> damages) {
  /** Takes a copy. */
  public StoreCheck {
    damages = List.copyOf(damages);
  }

  /**
   * Bytes that do not check.
   *
   * @param where file and bytes
   * @param what what they are, and what follows from that
   */
  public record Damage(String where, String what) {}

  /**
   * Makes a report.
   *
   * @param records how many were read
   * @param bytes how many bytes were read
   * @param damages what does not check
   * @return the report
   */
  public static StoreCheck of(long records, long bytes, List<Damage> damages) {
    return new StoreCheck(records, bytes, damages);
  }
}
