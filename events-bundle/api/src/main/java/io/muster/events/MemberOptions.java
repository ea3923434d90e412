package io.muster.events;

/**
 * What a member does and may. Immutable; begin with {@link #defaults}.
 *
 * @param replica whether it keeps everybody's feeds and bodies, or only the server's and its own
 * @param maxBytes how many bytes of its feeds others keep, 64 KiB or more
 * @param maxEntries how many entries of its feeds others keep, 256 or more
 */
public record MemberOptions(boolean replica, long maxBytes, long maxEntries) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a quota is too small to hold one batch
   */
  public MemberOptions {
    if (maxBytes < 65_536 || maxEntries < 256) {
      throw new IllegalArgumentException(
          "A member's quota is at least 65536 bytes and 256 entries, not "
              + maxBytes
              + " and "
              + maxEntries);
    }
  }

  /**
   * Returns the defaults: a replica, 64 MiB and 250 000 entries.
   *
   * @return the defaults
   */
  public static MemberOptions defaults() {
    return new MemberOptions(true, 64L << 20, 250_000);
  }

  /**
   * Returns a copy with another role.
   *
   * @param value whether it keeps everybody's feeds and bodies
   * @return the copy
   */
  public MemberOptions withReplica(boolean value) {
    return new MemberOptions(value, maxBytes, maxEntries);
  }

  /**
   * Returns a copy with other quotas.
   *
   * @param bytes at least 64 KiB
   * @param entries at least 256
   * @return the copy
   */
  public MemberOptions withQuota(long bytes, long entries) {
    return new MemberOptions(replica, bytes, entries);
  }
}
