package io.muster.staging.provider;

/** A list whose elements bring their own {@link Link}s. */
final class Chain<T> {
  private final Link<T> head = new Link<>(null);

  Chain() {
    head.before = head;
    head.after = head;
  }

  /** Puts a link at the end, wherever it was. */
  void toEnd(Link<T> link) {
    link.unlink();
    link.before = head.before;
    link.after = head;
    head.before.after = link;
    head.before = link;
  }

  /** The first element, or null. */
  T first() {
    return head.after.owner;
  }
}
