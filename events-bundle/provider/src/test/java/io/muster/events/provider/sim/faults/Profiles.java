package io.muster.events.provider.sim.faults;

import io.muster.events.provider.sim.world.Manners.Malice;
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

  private static final int ALL_FORK = Director.ONE_MALICE + Malice.FORK.ordinal();

  private Profiles() {}

  /** Nothing fails but a handler; events come steadily and wait for a window. */
  static Plan calm(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 3_000));
    if (random.nextBoolean()) {
      steps.add(new Step(Kind.WEDGE, 1, 0, 0));
    }
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
    if (random.nextBoolean()) {
      steps.add(new Step(Kind.ADMIT, 2, 0, 300)); // and one is no replica
    }
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

  /** A member signs two histories of its feed, again and again, to whoever asks. */
  static Plan forking(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 3, PLAIN, 700));
    steps.add(new Step(Kind.ADD, 2, PLAIN, 700));
    steps.add(new Step(Kind.EVIL, 3, ALL_FORK, 300));
    Kind[] kinds = {Kind.CUT, Kind.OPEN, Kind.BLOCK, Kind.RESTART, Kind.MEND};
    for (int i = 0; i < 40; i++) {
      boolean add = random.nextInt(3) > 0;
      Kind kind = add ? Kind.ADD : kinds[random.nextInt(kinds.length)];
      int node = add ? 1 + random.nextInt(3) : random.nextInt(4);
      int b = add ? random.nextInt(1 << 16) : random.nextInt(4);
      steps.add(new Step(kind, node, b, random.nextInt(random.nextInt(8) == 0 ? 4_000 : 300)));
      steps.add(new Step(Kind.START, random.nextInt(3), 0, 0));
    }
    return new Plan(seed, 3, false, steps);
  }

  /** A machine is resumed twice early on; both go on, and are cut off from each other's friends. */
  static Plan twins(long seed, SplittableRandom random) {
    int clients = 3;
    int whose = random.nextInt(4) == 0 ? 1 : 0;
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 700));
    steps.add(new Step(Kind.ADD, 2, PLAIN, 700));
    if (random.nextBoolean()) {
      steps.add(new Step(Kind.CRASH, 1 + random.nextInt(clients), 0, 10));
    }
    steps.add(new Step(Kind.TWIN, whose, random.nextInt(1 << 10), random.nextInt(20)));
    Kind[] kinds = {
      Kind.BLOCK, Kind.BLOCK, Kind.CUT, Kind.OPEN, Kind.CRASH, Kind.START, Kind.START
    };
    for (int i = 0; i < 50; i++) {
      boolean add = random.nextInt(2) == 0;
      Kind kind = add ? Kind.ADD : kinds[random.nextInt(kinds.length)];
      int node = random.nextInt(clients + 2);
      int b = add ? random.nextInt(1 << 16) : random.nextInt(clients + 2);
      steps.add(new Step(kind, node, b, random.nextInt(random.nextInt(6) == 0 ? 4_000 : 200)));
    }
    if (random.nextBoolean()) { // one of them never comes back with its disk
      steps.add(new Step(Kind.LOSE, random.nextBoolean() ? clients + 1 : whose, 0, 10));
    }
    return new Plan(seed, clients, false, steps);
  }

  /** Server and recipient lose their disks at once, while a third has heard something of both. */
  static Plan bereft(long seed, SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.ADD, 1, PLAIN, 700));
    steps.add(new Step(Kind.ADD, 2, PLAIN, 700));
    for (int round = 0; round < 8; round++) {
      steps.add(new Step(Kind.BLOCK, 0, 2, random.nextInt(50)));
      steps.add(new Step(Kind.ADD, 1, PLAIN, random.nextInt(150)));
      steps.add(new Step(Kind.LOSE, 1, 0, 0));
      steps.add(new Step(Kind.LOSE, 0, 0, 0));
      steps.add(new Step(Kind.START, 0, 0, 100));
      steps.add(new Step(Kind.OPEN, 0, 2, random.nextInt(2_000)));
      steps.add(new Step(Kind.START, 1, 0, random.nextInt(3_000)));
    }
    return new Plan(seed, 2, false, steps);
  }

  /** The server loses its disk or is set back while members are away, and goes on. */
  static Plan forgetful(long seed, SplittableRandom random) {
    int clients = 3;
    int whose = random.nextInt(2);
    List<Step> steps = new ArrayList<>();
    if (whose == 1) { // or a client does, while its receipts wait for the server's handler
      steps.add(new Step(Kind.ANSWER, 0, random.nextInt(1 << 10), 100));
    }
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 4; i++) {
        int user = whose == 1 ? 1 : 1 + random.nextInt(clients);
        steps.add(new Step(Kind.ADD, user, random.nextInt(1 << 16), random.nextInt(600)));
      }
      Kind[] away = {Kind.CRASH, Kind.BLOCK, Kind.BLOCK, Kind.START, Kind.MEND, Kind.BACK_UP};
      for (int i = 0; i < 3; i++) {
        Kind kind = away[random.nextInt(away.length)];
        int node = 1 + random.nextInt(clients);
        int b = kind == Kind.BLOCK ? 0 : random.nextInt(2);
        boolean backup = kind == Kind.BACK_UP;
        steps.add(new Step(kind, backup ? whose : node, b, random.nextInt(900)));
      }
      steps.add(new Step(random.nextInt(3) == 0 ? Kind.RESTORE : Kind.LOSE, whose, 0, 50));
      int wait = random.nextInt(random.nextInt(3) == 0 ? 20_000 : 4_000);
      steps.add(new Step(Kind.START, whose, 0, wait));
    }
    return new Plan(seed, clients, false, steps);
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
