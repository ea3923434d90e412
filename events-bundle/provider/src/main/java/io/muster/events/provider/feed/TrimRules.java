package io.muster.events.provider.feed;

import java.time.Duration;

/**
 * When trimming is worth it.
 *
 * @param feeds most own feeds that are not trimmed to the end
 * @param worth so many dead bytes are worth a TRIM, if they are most of a feed; less if the quota
 *     is small
 * @param deadPercent how much of the bytes of a feed's entries is most of it; half of them or of
 *     the entries will do once half of the quota is used
 * @param patience how long the copies of a TRIM are looked for before what is here is trimmed anew
 * @param survey how often a feed is looked through for what died by age
 */
public record TrimRules(
    int feeds, long worth, int deadPercent, Duration patience, Duration survey) {
  /** 16 feeds, 32 KiB, three quarters, 10 min, 6 h. */
  public static final TrimRules DEFAULT =
      new TrimRules(16, 32 << 10, 75, Duration.ofMinutes(10), Duration.ofHours(6));

  private static final int ABSENCE = 28;

  /** Returns how long a client is away before the server trims its feeds; by default 7 days. */
  public Duration absence() {
    return survey.multipliedBy(ABSENCE);
  }
}
