package io.muster.events.provider.codec;

/**
 * What a member may use of others' disks; in the server's own ADMIT, of the topic.
 *
 * @param bytes of one key's feeds
 * @param entries of one key's feeds
 * @param bodyBytes of all bodies together
 * @param body largest body, in bytes
 * @param feeds of one key that are not trimmed to the end
 * @param laneEvents live events of one lane
 * @param laneBytes bytes of live events of one lane
 * @param maxAge longest life of an event, in ms
 */
public record Quotas(
    long bytes,
    long entries,
    long bodyBytes,
    int body,
    int feeds,
    int laneEvents,
    long laneBytes,
    long maxAge) {
  /** 64 MiB, 250 000 entries, 256 MiB of bodies, 1 MiB each, 64 feeds, lanes of 10 000, 30 days. */
  public static final Quotas DEFAULTS =
      new Quotas(
          64L << 20, 250_000, 256L << 20, 1 << 20, 64, 10_000, 64L << 20, 30L * 24 * 3_600_000);

  /**
   * Of a topic whose server has said nothing: as the defaults, but its own feeds, which hold what
   * was settled in the longest life of an event, may take 1 GiB and 4 000 000 entries.
   */
  public static final Quotas OF_A_TOPIC = DEFAULTS.withFeeds(1L << 30, 4_000_000);

  static Quotas read(FieldReader in) {
    return new Quotas(
        in.u64(), in.u64(), in.u64(), in.u32(), in.u16(), in.u32(), in.u64(), in.time());
  }

  void write(FieldWriter out) {
    out.u64(bytes).u64(entries).u64(bodyBytes).u32(body).u16(feeds);
    out.u32(laneEvents).u64(laneBytes).time(maxAge);
  }

  /** Returns a copy with other limits of feeds. */
  public Quotas withFeeds(long newBytes, long newEntries) {
    return new Quotas(newBytes, newEntries, bodyBytes, body, feeds, laneEvents, laneBytes, maxAge);
  }
}
