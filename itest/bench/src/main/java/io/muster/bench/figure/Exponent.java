package io.muster.bench.events;

import java.util.ArrayList;
import java.util.List;

/**
 * How the whole cost grows with the backlog: cost ~ backlog to the power of this. 1 means that one
 * more event costs the same, however many wait.
 */
final class Exponent {
  private final List<double[]> points = new ArrayList<>();

  /**
   * Adds a point.
   *
   * @param backlog how many events wait
   * @param cost what one more costs there, in any unit
   */
  void add(double backlog, double cost) {
    points.add(new double[] {Math.log(backlog), Math.log(cost)});
  }

  /** Returns 1 + the slope of the line that fits best, both axes being logarithmic. */
  double value() {
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
