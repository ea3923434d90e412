package io.muster.bench.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * How a whole cost grows with a size: cost ~ size to the power of this. 1 means that one more costs
 * the same, however many there are.
 */
public final class Exponent {
  private final List<double[]> points = new ArrayList<>();

  /** Begins without a point. */
  public Exponent() {}

  /**
   * Adds a point.
   *
   * @param size how many there are
   * @param cost what one more costs there, in any unit
   */
  public void add(double size, double cost) {
    points.add(new double[] {Math.log(size), Math.log(cost)});
  }

  /** Returns 1 + the slope of the line that fits best, both axes being logarithmic. */
  public double value() {
    double meanX = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
    double meanY = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
    double up = 0;
    double square = 0;
    for (double[] point : points) {
      up += (point[0] - meanX) * (point[1] - meanY);
      square += (point[0] - meanX) * (point[0] - meanX);
    }
    return 1 + up / square;
  }
}
