package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletRequest;

/** What servlets have no means for. Without it the hub works as well, in these points worse. */
interface Container extends AutoCloseable {
  /**
   * Tells at once that a subscriber has left. Otherwise it is noticed when a write fails, after a
   * heartbeat or two.
   */
  void whenLeft(HttpServletRequest request, Runnable left);

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
    public void whenLeft(HttpServletRequest request, Runnable left) {
      // The heartbeat finds out.
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
