package io.muster.events.provider.sim.faults;

import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.Step.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws plans: each seed has its own mixture of faults, so that rare ones come together. */
public final class Plans {
  private static final int REAL_ONE_IN = 100;
  private static final Map<Kind, Integer> WEIGHTS = new EnumMap<>(Kind.class);

  static {
    WEIGHTS.put(Kind.OPEN, 8);
    WEIGHTS.put(Kind.CUT, 10);
    WEIGHTS.put(Kind.BLOCK, 8);
    WEIGHTS.put(Kind.PARTITION, 4);
    WEIGHTS.put(Kind.MEND, 4);
    WEIGHTS.put(Kind.CRASH, 10);
    WEIGHTS.put(Kind.CRASH_STEP, 8);
    WEIGHTS.put(Kind.LOSE, 3);
    WEIGHTS.put(Kind.BACK_UP, 4);
    WEIGHTS.put(Kind.RESTORE, 4);
    WEIGHTS.put(Kind.CLONE, 2);
    WEIGHTS.put(Kind.TWIN, 2);
    WEIGHTS.put(Kind.FAIL, 4);
    WEIGHTS.put(Kind.SKEW, 3);
    WEIGHTS.put(Kind.LEAP, 2);
    WEIGHTS.put(Kind.PAUSE, 2);
    WEIGHTS.put(Kind.REMOVE, 1);
    WEIGHTS.put(Kind.ANSWER, 6);
    WEIGHTS.put(Kind.EVIL, 3);
  }

  private final SplittableRandom random;

  private Plans(long seed) {
    random = new SplittableRandom(seed * 31 + 7);
  }

  /** Returns the plan of a seed. */
  public static Plan of(long seed) {
    return new Plans(seed).draw(seed);
  }

  private Plan draw(long seed) {
    int kind = Math.floorMod(seed, 40);
    if (kind == 13) {
      return Profiles.calm(seed, random);
    }
    if (kind == 21) {
      return Profiles.skewed(seed, random);
    }
    if (kind == 5 || kind == 37) {
      return Profiles.twins(seed, random);
    }
    if (kind == 18) {
      return Profiles.forking(seed, random);
    }
    if (kind == 3) {
      return Profiles.bereft(seed, random);
    }
    if (kind == 29) {
      return Profiles.forgetful(seed, random);
    }
    if (kind % 8 == 2) {
      return Profiles.malicious(seed, random);
    }
    return kind % 8 == 6 ? Profiles.restless(seed, random) : mixed(seed);
  }

  private Plan mixed(long seed) {
    int clients = 2 + random.nextInt(4);
    Map<Kind, Integer> mixture = mixture();
    List<Step> steps = new ArrayList<>();
    int count = 40 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      steps.add(step(mixture, clients));
    }
    return new Plan(seed, clients, Math.floorMod(seed, REAL_ONE_IN) == 99, steps);
  }

  /** Half of the kinds, each more or less often. */
  private Map<Kind, Integer> mixture() {
    Map<Kind, Integer> mixture = new EnumMap<>(Kind.class);
    WEIGHTS.forEach(
        (kind, weight) -> {
          if (random.nextBoolean()) {
            mixture.put(kind, weight);
          }
        });
    if (mixture.containsKey(Kind.EVIL)) {
      mixture.put(Kind.MISCHIEF, 8);
    }
    if (mixture.containsKey(Kind.REMOVE)) {
      mixture.put(Kind.ADMIT, 3);
    }
    int faults = mixture.values().stream().mapToInt(Integer::intValue).sum();
    mixture.put(Kind.ADD, 4 + faults / 2);
    mixture.put(Kind.START, 3 + faults / 5);
    return mixture;
  }

  private Step step(Map<Kind, Integer> mixture, int clients) {
    Kind kind = pick(mixture);
    int a = random.nextInt(clients + 1);
    int b =
        switch (kind) {
          case OPEN, CUT, BLOCK -> random.nextInt(clients + 1);
          case ADD -> random.nextInt(1 << 16);
          case PARTITION -> random.nextInt(1 << (clients + 1));
          case CRASH -> random.nextInt(3);
          case CRASH_STEP -> 1 + random.nextInt(30);
          case SKEW -> random.nextInt(25) - 12;
          case LEAP -> 1 + random.nextInt(80);
          case PAUSE -> random.nextBoolean() ? 0 : random.nextInt(2_000);
          default -> random.nextInt(1 << 10);
        };
    return new Step(kind, a, b, waitMs());
  }

  private int waitMs() {
    int dice = random.nextInt(20);
    if (dice < 6) {
      return 0;
    }
    if (dice < 12) {
      return random.nextInt(20);
    }
    return dice < 19 ? random.nextInt(600) : random.nextInt(9_000);
  }

  private Kind pick(Map<Kind, Integer> mixture) {
    int left = random.nextInt(mixture.values().stream().mapToInt(Integer::intValue).sum());
    for (Map.Entry<Kind, Integer> entry : mixture.entrySet()) {
      left -= entry.getValue();
      if (left < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("The weights do not add up");
  }
}
