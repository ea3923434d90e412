package io.muster.events.provider;

import java.util.Map;

/**
 * Tells the rest of the framework what operators may want to know at once. These are hints, which
 * may be gathered or left out: what counts is asked from the services. Users' events never travel
 * here. Any thread; never blocks.
 */
@FunctionalInterface
interface Notices {
  /** What has happened. */
  enum Kind {
    /** A key has written two histories. */
    FORK,
    /** The store refuses what takes space. */
    FULL,
    /** All that a member has, and this node lacked, is here. */
    CAUGHT_UP,
    /** An event or receipt was given up. */
    DEAD_LETTER,
    /** Something that was stored is damaged and was put aside. */
    QUARANTINED
  }

  /**
   * Tells.
   *
   * @param what what has happened
   * @param subject to whom or what; notices of one kind and subject may be gathered into one
   * @param facts texts, numbers and truth values alone; no payloads, no secrets
   */
  void tell(Kind what, String subject, Map<String, Object> facts);

  /** Returns one that tells nobody. */
  static Notices none() {
    return (what, subject, facts) -> {};
  }
}
