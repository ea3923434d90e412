package io.muster.host;

/** The bundles of a hub that runs alone: all of Felix, and of Muster only what it needs. */
final class HubBundles {
  private HubBundles() {}

  /**
   * Whether a hub alone needs the bundle.
   *
   * @param name a file name such as {@code io.muster.hub.signalhub.server-0.1.0.jar}
   */
  static boolean belongs(String name) {
    return !name.startsWith("io.muster.")
        || name.startsWith("io.muster.hub.signalhub.server-")
        || name.startsWith("io.muster.settings-");
  }
}
