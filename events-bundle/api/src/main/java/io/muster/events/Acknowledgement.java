package io.muster.events;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a handler answers. The first answer counts, later ones are ignored (and counted); any thread
 * may answer, also after the handler was redeployed. No call blocks or throws but for a bad
 * argument.
 */
@ProviderType
public interface Acknowledgement {
  /** Longest result or reason, in bytes of UTF-8. */
  int MAX_RESULT_BYTES = 4096;

  /** It is done. */
  void consumed();

  /**
   * It is done, and this is the result; the server's handler gets it, encrypted on the way. A
   * server's own handler has nobody to tell: there the result is dropped.
   *
   * @param resultJson a JSON text of at most 4096 bytes
   * @throws IllegalArgumentException if it is not JSON or too long; nothing is acknowledged
   */
  void consumed(String resultJson);

  /**
   * Try again later.
   *
   * @param after not before this time has passed, 0 to 1 h; longer is shortened
   */
  void retry(Duration after);

  /**
   * It will never work: do not try again. The server's handler gets the reason.
   *
   * @param reason why, at most 4096 bytes; longer is cut
   */
  void reject(String reason);

  /** Still at work: extends the lease by its full length from now. */
  void inProgress();
}
