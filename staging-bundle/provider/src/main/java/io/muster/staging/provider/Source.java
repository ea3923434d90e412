package io.muster.staging.provider;

/** One who tells of peers: its entries, worst first. */
final class Source {
  final String name;
  final Ranking ranking = new Ranking();

  /** Where it stands among those that hold more than their share. */
  final Link<Source> flood = new Link<>(this);

  int count;

  Source(String name) {
    this.name = name;
  }
}
