package io.muster.staging;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes benches beside the host's own, which share nothing with it: for tools and tests, which
 * bring their own clock and thread.
 */
@ProviderType
public interface StagingFactory {
  /**
   * Makes an empty bench.
   *
   * @param clock gives the times of entries
   * @param callbacks carries out the calls to subscribers; a direct executor delivers before the
   *     changing call returns
   * @return a bench that the caller closes
   */
  PrivateStaging create(InstantSource clock, Executor callbacks);

  /** A bench of one's own. */
  @ProviderType
  interface PrivateStaging extends Staging, AutoCloseable {
    /**
     * Closes the bench: streams complete after what waits; later calls of the others fail.
     * Repeatable.
     */
    @Override
    void close();
  }
}
