package io.muster.staging;

import io.muster.peer.MusterException;
import io.muster.peer.PeerAddress;
import java.util.Map;

/** A {@link StagingGuard} refused an entry: it is not on the bench. */
public final class StagingRefusedException extends MusterException {
  /** The code of every such exception. */
  public static final String CODE = "MUSTER-STAGING-0001";

  private static final long serialVersionUID = 1L;

  /** Why. */
  private final String reason;

  /**
   * Makes the exception.
   *
   * @param address what was to be staged
   * @param reason why it was refused, in the guard's words
   */
  public StagingRefusedException(PeerAddress address, String reason) {
    super(
        new Problem(
            CODE,
            Outcome.NOT_DONE,
            false,
            "Ask the bundle whose StagingGuard refused it, or stage something else",
            Map.of("address", address.toString(), "reason", reason)),
        "address=" + address + " is not staged, a guard refused it: " + reason);
    this.reason = reason;
  }

  /**
   * Returns why it was refused.
   *
   * @return the guard's words
   */
  public String reason() {
    return reason;
  }
}
