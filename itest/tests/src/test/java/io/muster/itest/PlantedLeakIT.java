package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.muster.itest.planted.Harmless;
import io.muster.itest.planted.LeakingThread;
import io.muster.itest.planted.LeakingThreadLocal;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The checker of the redeploy test finds leaks that are there, and none that are not. */
class PlantedLeakIT {
  private static final int UPDATES = 3;

  @TempDir Path directory;
  private final LeakChecker checker = new LeakChecker(10);
  private final ExecutorService shared = Executors.newSingleThreadExecutor();
  private Framework framework;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    directory.toString(),
                    "felix.service.urlhandlers",
                    "false"));
    framework.start();
    framework.getBundleContext().registerService(Executor.class, shared, null);
  }

  @AfterEach
  void stop() throws Exception {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("muster-planted")) {
        thread.interrupt();
        thread.join(30_000);
      }
    }
    shared.shutdown();
    framework.stop();
    framework.waitForStop(30_000);
  }

  private void redeploy(Class<? extends BundleActivator> activator) throws Exception {
    BundleJar jar = BundleJar.of(activator, "org.osgi.framework");
    Bundle bundle;
    try (InputStream in = jar.open()) {
      bundle = framework.getBundleContext().installBundle("test:" + activator, in);
    }
    bundle.start();
    for (int i = 0; i < UPDATES; i++) {
      shared.submit(() -> {}).get(30, TimeUnit.SECONDS);
      checker.expectToGo(bundle);
      try (InputStream in = jar.open()) {
        bundle.update(in);
      }
    }
    assertEquals(UPDATES, checker.expected());
  }

  @Test
  void bundleThatForgetsAThreadIsNamedWithItsThread() throws Exception {
    redeploy(LeakingThread.class);
    assertEquals(Map.of(LeakingThread.class.getName(), (long) UPDATES), checker.loadersLeft());
    assertEquals(UPDATES + 1L, LeakChecker.threads().get("muster-planted"));
  }

  @Test
  void bundleThatLeavesAThreadLocalBehindIsNamed() throws Exception {
    redeploy(LeakingThreadLocal.class);
    assertEquals(
        List.of(LeakingThreadLocal.class.getName()), List.copyOf(checker.loadersLeft().keySet()));
  }

  @Test
  void bundleThatLeavesNothingIsNotAccused() throws Exception {
    redeploy(Harmless.class);
    assertEquals(Map.of(), checker.loadersLeft());
    assertNull(LeakChecker.threads().get("muster-planted"));
  }
}
