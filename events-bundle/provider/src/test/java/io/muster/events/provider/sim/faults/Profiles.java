package io.muster.events.provider.sim.faults;

import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Plans with a purpose, for what a mixture of everything rarely brings about. */
final class Profiles {
  private static final int PLAIN = 1;
  private static final int SHORT_LIVED = 11;

  private Profiles() {}

  /** Nothing fails; events come steadily and wait for a window. */
  static Plan calm(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 3_000));
    steps.add(new Step(Kind.PAUSE, 0, 200 + random.nextInt(1_500), 2_000));
    int gap = 20 + random.nextInt(150);
    for (int i = 0; i < 120; i++) {
      steps.add(new Step(Kind.ADD, 1 + random.nextInt(2), PLAIN, gap));
    }
    return new Plan(seed, 2, false, steps);
  }

  /** The server's clock is far ahead, and events with a short life wait for a user who is away. */
  static Plan skewed(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 500));
    steps.add(new Step(Kind.CRASH, 1, 0, 100));
    steps.add(new Step(Kind.SKEW, 0, 1 + random.nextInt(12), 100));
    for (int i = 0; i < 4; i++) {
      int minutes = 1 + random.nextInt(45);
      steps.add(new Step(Kind.ADD, 1, lifeOf(minutes), 300));
    }
    steps.add(new Step(Kind.NAP, 0, 0, 100));
    steps.add(new Step(Kind.START, 1, 0, 2_000));
    return new Plan(seed, 2, false, steps);
  }

  /** Returns how an event is added that lives for so many minutes and is plain otherwise. */
  private static int lifeOf(int minutes) {
    int how = (minutes - 1) << 4;
    while (how % SHORT_LIVED != 0 || how % 5 == 0 || how % 7 == 0 || how % 13 == 0) {
      how++;
    }
    return how;
  }

  /** One member breaks the rules from the beginning. */
  static Plan malicious(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 700));
    steps.add(new Step(Kind.ADD, 3, PLAIN, 700));
    steps.add(new Step(Kind.EVIL, 3, random.nextInt(1 << 10), 300));
    Kind[] kinds = {Kind.MISCHIEF, Kind.CUT, Kind.RESTART, Kind.BLOCK, Kind.OPEN, Kind.CRASH};
    for (int i = 0; i < 60; i++) {
      boolean add = random.nextInt(3) == 0;
      Kind kind = add ? Kind.ADD : kinds[random.nextInt(kinds.length)];
      boolean evil = kind == Kind.MISCHIEF;
      int node = evil ? 3 : random.nextInt(3);
      int b = kind == Kind.ADD ? random.nextInt(1 << 16) : random.nextInt(3);
      steps.add(new Step(kind, node, b, random.nextInt(random.nextInt(8) == 0 ? 4_000 : 300)));
      steps.add(new Step(Kind.START, random.nextInt(3), 0, 0));
    }
    return new Plan(seed, 3, false, steps);
  }

  /** The same two nodes restart again and again, so that their feeds are many. */
  static Plan restless(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    int rounds = 20 + random.nextInt(15);
    for (int i = 0; i < rounds; i++) {
      int node = random.nextInt(5) == 0 ? 1 : 0;
      steps.add(new Step(Kind.ADD, 1 + random.nextInt(2), random.nextInt(1 << 16), 60));
      steps.add(new Step(Kind.ADD, 1, PLAIN, 100 + random.nextInt(900)));
      steps.add(new Step(Kind.RESTART, node, random.nextInt(2), random.nextInt(400)));
      if (random.nextInt(10) == 0) {
        Kind[] more = {Kind.LOSE, Kind.BLOCK, Kind.MEND, Kind.CRASH, Kind.START};
        steps.add(new Step(more[random.nextInt(more.length)], random.nextInt(3), 1, 200));
      }
    }
    return new Plan(seed, 2, false, steps);
  }
}
