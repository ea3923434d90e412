package io.muster.hub.tck;

import io.muster.hub.spi.Rendezvous;
import java.net.URI;

/** A running hub and the rendezvous under test. */
public interface TckHub extends AutoCloseable {
  /**
   * Returns what is tested.
   *
   * @return the rendezvous, the same at each call
   */
  Rendezvous rendezvous();

  /**
   * Returns where the hub is.
   *
   * @return its address
   */
  URI address();

  /**
   * Returns an address at which no hub is.
   *
   * @return an address of the same scheme
   */
  URI nobody();

  /**
   * Kills the hub, as if its machine had lost power; returns when it serves nobody any more.
   *
   * @throws Exception if that fails
   */
  void killHub() throws Exception;

  /** Stops hub and rendezvous; returns within 10 s. Repeatable, also after {@link #killHub}. */
  @Override
  void close();
}
