package io.muster.staging.provider;

/**
 * A place in a {@link Chain}, for something that can be put at the end, found at the front and
 * taken out of the middle in constant time.
 */
class Link<T> {
  final T owner;
  Link<T> before;
  Link<T> after;

  Link(T owner) {
    this.owner = owner;
  }

  /** Takes it out of the chain that it is in, if it is in one. */
  final void unlink() {
    if (after != null) {
      before.after = after;
      after.before = before;
      before = null;
      after = null;
    }
  }

  final boolean isLinked() {
    return after != null;
  }
}
