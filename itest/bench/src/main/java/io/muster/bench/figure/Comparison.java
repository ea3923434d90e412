package io.muster.bench.figure;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.OptionalDouble;

/**
 * A figure beside a rival or a limit of the same run.
 *
 * @param rival who or what
 * @param theirs the same figure of the rival; empty if it could not be measured
 * @param aim the aim for ours / theirs
 * @param atLeast whether the ratio is to be at least the aim, or at most
 * @param why why there is nothing to compare with, or empty
 */
public record Comparison(
    String rival, OptionalDouble theirs, double aim, boolean atLeast, String why) {
  /**
   * More is better: ours is to be at least some part or multiple of theirs.
   *
   * @param rival who or what
   * @param theirs what it reaches
   * @param aim the least ratio ours / theirs
   * @return the comparison
   */
  public static Comparison atLeast(String rival, double theirs, double aim) {
    return new Comparison(rival, OptionalDouble.of(theirs), aim, true, "");
  }

  /**
   * Less is better: ours is to be at most some part or multiple of theirs.
   *
   * @param rival who or what
   * @param theirs what it reaches
   * @param aim the greatest ratio ours / theirs
   * @return the comparison
   */
  public static Comparison atMost(String rival, double theirs, double aim) {
    return new Comparison(rival, OptionalDouble.of(theirs), aim, false, "");
  }

  /**
   * A rival that is not to be had here.
   *
   * @param rival who or what
   * @param aim the ratio that was to be reached
   * @param atLeast whether at least, or at most
   * @param why why it could not be measured
   * @return the comparison
   */
  public static Comparison missing(String rival, double aim, boolean atLeast, String why) {
    return new Comparison(rival, OptionalDouble.empty(), aim, atLeast, why);
  }

  private double ratio(double ours) {
    return theirs.isPresent() ? ours / theirs.getAsDouble() : Double.NaN;
  }

  /** How well ours stands: below 1 the aim is missed. A rival that is missing stands last. */
  double standing(double ours) {
    if (theirs.isEmpty()) {
      return Double.MAX_VALUE;
    }
    if (!atLeast && aim == 0) {
      return ratio(ours) <= 0 ? Double.MAX_VALUE : 0;
    }
    // a ratio of 0 or less, where less is better, could not be better
    return atLeast ? ratio(ours) / aim : aim / Math.max(ratio(ours), Double.MIN_NORMAL);
  }

  /** Whether the aim is reached; null if that could not be seen. */
  Boolean met(double ours) {
    return theirs.isEmpty() ? null : Boolean.valueOf(standing(ours) >= 1);
  }

  JsonObject json(double ours) {
    JsonObject line = new JsonObject();
    line.addProperty("rival", rival);
    line.add(
        "rival.value",
        theirs.isPresent() ? Figure.rounded(theirs.getAsDouble()) : JsonNull.INSTANCE);
    line.add("ratio", Figure.rounded(ratio(ours)));
    line.addProperty("aim", aim);
    line.addProperty("aim.is", atLeast ? "at least" : "at most");
    line.add("met", JsonNull.INSTANCE);
    if (met(ours) != null) {
      line.addProperty("met", met(ours));
    }
    if (!why.isEmpty()) {
      line.addProperty("why", why);
    }
    return line;
  }
}
