package io.muster.events.provider.feed;

/**
 * What became of a batch that a peer sent.
 *
 * @param kind what
 * @param needFrom for {@link Kind#GAP}: the first number that is missing; else 0
 * @param reason for people, perhaps empty
 */
public record IngestResult(Kind kind, long needFrom, String reason) {
  /** What became of it. */
  public enum Kind {
    /** It is on disk. */
    STORED,
    /** It is here already, or on its way to the disk. */
    DUPLICATE,
    /** What comes before it is not here. */
    GAP,
    /** Validly signed, but it does not fit what is here: kept as evidence of a fork. */
    EVIDENCE,
    /** Not what an honest peer sends. */
    INVALID,
    /** Its writer is no member, as far as this node knows now. */
    NOT_MEMBER,
    /** Its writer's quota is reached; room may come. */
    QUOTA
  }

  static IngestResult of(Kind kind) {
    return new IngestResult(kind, 0, "");
  }

  static IngestResult of(Kind kind, String reason) {
    return new IngestResult(kind, 0, reason);
  }

  static IngestResult gap(long needFrom) {
    return new IngestResult(Kind.GAP, needFrom, "");
  }
}
