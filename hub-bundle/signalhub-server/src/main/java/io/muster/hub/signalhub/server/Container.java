package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletRequest;

/** What servlets have no means for. Without it the hub works as well, in these points worse. */
interface Container extends AutoCloseable {
  /**
   * Tells at once that a subscriber has left. Otherwise it is noticed when a write fails, after a
   * heartbeat or two.
   *
   * @return cuts the connection although something waits to be written to it; otherwise that ends
   *     only when the container loses patience
   */
  Runnable whenLeft(HttpServletRequest request, Runnable left);

  /**
   * Sees to it that from now on {@code OPTIONS *}, which no servlet can be mapped to, comes to the
   * servlet of this request.
   */
  void takeAsterisk(HttpServletRequest request);

  /** Undoes what was done to the container. */
  @Override
  void close();

  /** The container at hand. */
  static Container atHand() {
    try {
      return new JettyContainer();
    } catch (NoClassDefFoundError e) {
      return new Plain();
    }
  }

  /** Any other. */
  final class Plain implements Container {
    @Override
    public Runnable whenLeft(HttpServletRequest request, Runnable left) {
      return () -> {};
    }

    @Override
    public void takeAsterisk(HttpServletRequest request) {
      // The container answers by itself.
    }

    @Override
    public void close() {
      // Nothing was done.
    }
  }
}
