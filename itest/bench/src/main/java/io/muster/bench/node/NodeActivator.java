package io.muster.bench.node;

import io.muster.bench.load.Latencies;
import java.util.ArrayDeque;
import java.util.Deque;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Begins a node's part in a benchmark, if the program that measures has started the node. */
public final class NodeActivator implements BundleActivator {
  /** System property: the port of the program that measures. */
  public static final String CONTROL = "muster.bench.control";

  /** System property: {@code server} or {@code client}. */
  public static final String ROLE = "muster.bench.role";

  /** The topic of all benchmarks. */
  public static final String TOPIC = "bench";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Does nothing yet. */
  public NodeActivator() {}

  @Override
  public void start(BundleContext context) throws Exception {
    Integer port = Integer.getInteger(CONTROL);
    if (port == null) {
      return;
    }
    if (System.getProperty(ROLE, "").equals("server")) {
      ServerLoad load = opened(new ServerLoad(context));
      opened(new ControlLoop(port, load));
    } else {
      ClientLoad load = opened(new ClientLoad(context, new Latencies()));
      opened(new ControlLoop(port, load));
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
