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
   * Makes an empty bench without limits, guards and listeners of the whiteboard; nothing expires.
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
     * Tells a listener, as the whiteboard does.
     *
     * @param listener told the snapshot first
     * @return ends it when closed
     */
    Watch watch(StagingListener listener);

    /**
     * Closes the bench: streams complete after what waits; later calls of the others fail.
     * Repeatable.
     */
    @Override
    void close();
  }

  /** Somebody is told of changes, as long as this is open. */
  @ProviderType
  interface Watch extends AutoCloseable {
    /** Tells no more. Repeatable. */
    @Override
    void close();
  }
}
