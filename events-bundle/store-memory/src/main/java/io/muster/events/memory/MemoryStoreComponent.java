package io.muster.events.memory;

import io.muster.events.spi.EventStore;
import io.muster.settings.Settings;
import io.muster.settings.SettingsReport;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers a {@link MemoryStore}, ranked below every durable store. Only with a configuration, which
 * may be empty: a node that has both stores must not begin in memory while the durable one
 * recovers.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = MemoryStoreComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MemoryStoreConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>=\"io.muster.events.spi.EventStore\"",
    effective = "active")
public final class MemoryStoreComponent {
  static final String PID = "io.muster.events.memory";

  private final MemoryStore store;
  private final ExecutorService completions;
  private final ServiceRegistration<SettingsReport> report;
  private final ServiceRegistration<EventStore> registration;

  /**
   * Opens the store.
   *
   * @param context registers the services
   * @param log told of what is wrong in the configuration
   * @param properties the configuration
   */
  @Activate
  public MemoryStoreComponent(
      BundleContext context,
      @Reference(name = "log", service = LoggerFactory.class) Logger log,
      Map<String, Object> properties) {
    Settings settings = Settings.of(PID, properties);
    long maxMib = settings.number("max.mib", 256, 1, 65_536);
    SettingsReport read = settings.report();
    read.problems().forEach(problem -> log.warn("{}", problem));
    completions =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "muster-events-memory"));
    store = new MemoryStore(maxMib << 20, completions);
    report = context.registerService(SettingsReport.class, read, null);
    registration =
        context.registerService(
            EventStore.class,
            store,
            FrameworkUtil.asDictionary(
                Map.of(EventStore.DURABILITY, "none", Constants.SERVICE_RANKING, -100)));
  }

  /** Forgets everything. */
  @Deactivate
  public void close() {
    registration.unregister();
    report.unregister();
    store.close();
    completions.shutdown();
  }
}
