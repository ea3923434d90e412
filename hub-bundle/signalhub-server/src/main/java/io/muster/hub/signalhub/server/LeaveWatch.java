package io.muster.hub.signalhub.server;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Notices at once that a subscriber has left. Servlets have no means for that: without a watch it
 * is noticed when a write fails, after a heartbeat or two.
 */
@FunctionalInterface
interface LeaveWatch {
  void watch(HttpServletRequest request, Runnable left);

  /** A watch for the container at hand. */
  static LeaveWatch best() {
    try {
      return new JettyLeaveWatch();
    } catch (NoClassDefFoundError e) {
      return (request, left) -> {};
    }
  }
}
