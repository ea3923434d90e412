package io.muster.bench.process;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A node that takes orders.
 *
 * @param child its process
 * @param control the line to it
 */
public record Node(Child child, Control control) implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /**
   * Gives an order.
   *
   * @param order the order
   * @return the answer
   */
  public String ask(String order) throws IOException {
    return control.ask(order, PATIENCE);
  }

  /**
   * Gives an order that may take long.
   *
   * @param order the order
   * @param patience how long
   * @return the answer
   */
  public String ask(String order, Duration patience) throws IOException {
    return control.ask(order, patience);
  }

  @Override
  public void close() throws IOException {
    control.close();
    child.close();
  }
}
