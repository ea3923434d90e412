package io.muster.bench.crowd;

import io.muster.bench.load.Latencies;
import io.muster.bench.node.ClientLoad;
import io.muster.bench.node.NodeActivator;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;

/** One user: a framework with the shipped bundles, its own key, its own store and connection. */
final class User implements Closeable {
  private static final long PATIENCE_MS = 30_000;

  private final Framework framework;
  private final ClientLoad load;

  private User(Framework framework, ClientLoad load) {
    this.framework = framework;
    this.load = load;
  }

  /** Where a user meets its server. */
  record Place(String hub, String server) {}

  static User start(
      FrameworkFactory factory, SharedBundles shared, Path data, Place place, Latencies latencies)
      throws BundleException, InvalidSyntaxException, InterruptedException, IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put("muster.data", data.resolve("data").toString());
    properties.put("org.osgi.framework.storage", data.resolve("cache").toString());
    properties.put("org.osgi.framework.storage.clean", "onFirstInit");
    properties.put("org.osgi.framework.system.packages.extra", shared.exports());
    properties.put("felix.log.level", "1");
    Framework framework = factory.newFramework(properties);
    framework.init();
    BundleContext context = framework.getBundleContext();
    context.registerService(LoggerFactory.class, SilentLog.factory(), null);
    List<Bundle> bundles = new ArrayList<>();
    for (Map.Entry<String, byte[]> bundle : shared.bundles().entrySet()) {
      bundles.add(
          context.installBundle(bundle.getKey(), new ByteArrayInputStream(bundle.getValue())));
    }
    framework.start();
    for (Bundle bundle : bundles) {
      bundle.start();
    }
    configure(context, place);
    return new User(framework, new ClientLoad(context, latencies));
  }

  private static void configure(BundleContext context, Place place)
      throws InterruptedException, IOException {
    ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker =
        new ServiceTracker<>(context, ConfigurationAdmin.class, null);
    tracker.open();
    ConfigurationAdmin admin = tracker.waitForService(PATIENCE_MS);
    if (admin == null) {
      throw new IOException("no configuration admin in the framework of a user");
    }
    Map<String, String> hub = Map.of("hubs", place.hub(), "connections.low", "0");
    admin.getConfiguration("io.muster.hub", "?").update(FrameworkUtil.asDictionary(hub));
    Map<String, String> topic =
        Map.of(
            "topic",
            NodeActivator.TOPIC,
            "role",
            "client",
            "server.key",
            place.server(),
            "members.wanted",
            "0");
    admin
        .getFactoryConfiguration("io.muster.events", NodeActivator.TOPIC, "?")
        .update(FrameworkUtil.asDictionary(topic));
    tracker.close();
  }

  ClientLoad load() {
    return load;
  }

  @Override
  public void close() throws IOException {
    load.close();
    try {
      framework.stop();
      framework.waitForStop(PATIENCE_MS);
    } catch (BundleException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
