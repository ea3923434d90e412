package io.muster.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework with the embedded bundles in it. */
final class Node implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Framework framework;

  Node(Map<String, String> properties) {
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the host's jar has no framework"));
    framework = factory.newFramework(properties);
  }

  /**
   * Starts everything and returns when the last start level is reached.
   *
   * @return one line for each bundle that is not active, with the cause
   */
  List<String> start(EmbeddedBundles bundles) throws IOException, BundleException {
    framework.init();
    List<String> problems = new ArrayList<>();
    framework.getBundleContext().addFrameworkListener(event -> note(event, problems));
    for (Bundle bundle : bundles.install(framework.getBundleContext())) {
      start(bundle);
    }
    framework.start();
    synchronized (problems) {
      problems.addAll(notActive());
      return List.copyOf(problems);
    }
  }

  private static void start(Bundle bundle) throws BundleException {
    if (!isFragment(bundle)) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }

  /** A start level reports a bundle that could not start as an event only. */
  private static void note(FrameworkEvent event, List<String> problems) {
    if (event.getType() == FrameworkEvent.ERROR) {
      synchronized (problems) {
        problems.add(event.getBundle().getSymbolicName() + ": " + reason(event.getThrowable()));
      }
    }
  }

  private List<String> notActive() {
    List<String> lines = new ArrayList<>();
    for (Bundle bundle : context().getBundles()) {
      if (bundle.getState() != Bundle.ACTIVE && !isFragment(bundle)) {
        String state = state(bundle);
        cause(bundle)
            .ifPresent(
                cause ->
                    lines.add(bundle.getSymbolicName() + " is " + state + ", not active" + cause));
      }
    }
    return lines;
  }

  /**
   * The framework tells what an unresolved bundle misses only to who tries to start it. Empty if it
   * starts: then File Install has just put it there.
   */
  private static Optional<String> cause(Bundle bundle) {
    if (bundle.getState() != Bundle.INSTALLED) {
      return Optional.of("");
    }
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return Optional.empty();
    } catch (BundleException e) {
      return Optional.of(": " + e.getMessage());
    }
  }

  private static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
  }

  private static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.INSTALLED -> "installed";
      case Bundle.RESOLVED -> "resolved";
      case Bundle.STARTING -> "starting";
      case Bundle.STOPPING -> "stopping";
      default -> "uninstalled";
    };
  }

  private static String reason(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return problem == root ? problem.getMessage() : problem.getMessage() + ": " + root;
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** Waits until somebody stops the framework: the shell, a bundle, or {@link #close}. */
  void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops the framework, if it runs; returns when its bundles have stopped. */
  @Override
  public void close() throws BundleException {
    stopEventsFirst();
    framework.stop();
    try {
      FrameworkEvent end = framework.waitForStop(STOP.toMillis());
      if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
        throw new BundleException("the framework did not stop within " + STOP.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BundleException("interrupted while the framework stops", e);
    }
  }

  /** Else Event Admin warns of the events about its own stop, which nobody can receive any more. */
  private void stopEventsFirst() throws BundleException {
    BundleContext context = framework.getBundleContext();
    if (framework.getState() != Bundle.ACTIVE || context == null) {
      return;
    }
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName().equals("org.apache.felix.eventadmin")) {
        bundle.stop(Bundle.STOP_TRANSIENT);
      }
    }
  }
}
