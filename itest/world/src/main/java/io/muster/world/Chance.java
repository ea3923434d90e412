package io.muster.world;

import java.util.List;
import java.util.SplittableRandom;

/** All chance of one part of a world. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this(new SplittableRandom(seed));
  }

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** Chance that does not depend on how often this one is asked from now on. */
  Chance split() {
    return new Chance(random.split());
  }

  long next() {
    return random.nextLong();
  }

  /** From 0, less than 1. */
  double part() {
    return random.nextDouble();
  }

  /** Both ends are possible. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T of(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  SplittableRandom random() {
    return random;
  }
}
