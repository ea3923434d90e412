package io.muster.host;

import java.util.function.Predicate;

/** What a framework is for decides which of the embedded bundles it has. */
enum Role {
  /** Everything but the conformance runner. */
  NODE(name -> !name.startsWith("io.muster.conformance-")),

  /** All of Felix, and of Muster only what a hub alone needs. */
  HUB(
      name ->
          !name.startsWith("io.muster.")
              || name.startsWith("io.muster.hub.signalhub.server-")
              || name.startsWith("io.muster.peer-")
              || name.startsWith("io.muster.settings-")),

  /** Everything. */
  CONFORMANCE(name -> true);

  private final Predicate<String> wanted;

  Role(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Whether the role needs the bundle.
   *
   * @param name a file name such as {@code io.muster.hub.signalhub.server-0.1.0.jar}
   */
  boolean needs(String name) {
    return wanted.test(name);
  }
}
