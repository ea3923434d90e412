package io.muster.events.file;

import io.muster.events.spi.EventStore;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Opens the file store off the component's thread and registers it when it has recovered. */
@Component(
    service = {},
    immediate = true,
    configurationPid = FileStoreComponent.PID)
@Designate(ocd = FileStoreConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>=\"io.muster.events.spi.EventStore\"",
    effective = "active")
public final class FileStoreComponent {
  static final String PID = "io.muster.events.file";
  private static final String DATA = "muster.data";
  private static final long PATIENCE_MS = 5_000;

  private final BundleContext context;
  private final Logger log;
  private final ServiceRegistration<SettingsReport> report;
  private final ServiceRegistration<FileStoreCommands> commands;
  private final StoreLife life;
  private final Thread thread;
  private final Object lock = new Object();
  private ServiceRegistration<EventStore> registration;
  private boolean closed;

  /**
   * Reads the configuration and begins to open the store.
   *
   * @param context registers the services
   * @param log told of what is wrong
   * @param properties the configuration
   */
  @Activate
  public FileStoreComponent(
      BundleContext context,
      @Reference(name = "log", service = LoggerFactory.class) Logger log,
      Map<String, Object> properties) {
    this.context = context;
    this.log = log;
    Settings settings = Settings.of(PID, properties);
    Optional<Path> directory = directory(settings, context.getProperty(DATA));
    FileStoreLimits limits = FileStoreLimits.of(settings);
    SettingsReport read = settings.report();
    read.problems().forEach(this::tell);
    report = context.registerService(SettingsReport.class, read, null);
    life =
        directory
            .map(
                d ->
                    new StoreLife(
                        StoreLife.Setup.of(d, limits),
                        InstantSource.system(),
                        log,
                        new Registering()))
            .orElse(null);
    commands =
        context.registerService(
            FileStoreCommands.class,
            new FileStoreCommands(() -> life == null ? null : life.store()),
            FrameworkUtil.asDictionary(
                Map.of(
                    "osgi.command.scope",
                    "muster",
                    "osgi.command.function",
                    FileStoreCommands.FUNCTIONS.toArray(String[]::new))));
    thread = life == null ? null : new Thread(life, "muster-events-file");
    if (thread != null) {
      thread.start();
    }
  }

  private void tell(SettingsProblem problem) {
    if (problem.severity() == SettingsProblem.Severity.ERROR) {
      log.error("{}", problem);
    } else {
      log.warn("{}", problem);
    }
  }

  private static Optional<Path> directory(Settings settings, String data) {
    String absent = data == null || data.isBlank() ? "" : data + "/events";
    String text = settings.text("directory", absent);
    if (text.isBlank()) {
      settings.add(
          SettingsProblem.Severity.ERROR,
          "directory",
          "is required because the framework property muster.data is not set: expected the path of"
              + " a directory that can be written; the store is not opened");
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      settings.add(
          SettingsProblem.Severity.ERROR,
          "directory",
          "expected a path (" + e.getReason() + "); the store is not opened");
      return Optional.empty();
    }
  }

  /** Takes the service back, lets what waits be written, and gives up the directory. */
  @Deactivate
  public void close() throws InterruptedException {
    synchronized (lock) {
      closed = true;
    }
    unregister();
    report.unregister();
    commands.unregister();
    if (life != null) {
      life.stop();
      thread.join(PATIENCE_MS);
      if (thread.isAlive()) {
        log.warn(
            "The file store is still writing after {} ms: the disk does not answer. It keeps its"
                + " directory locked until it has ended",
            PATIENCE_MS);
      }
    }
  }

  private void unregister() {
    ServiceRegistration<EventStore> current;
    synchronized (lock) {
      current = registration;
      registration = null;
    }
    if (current != null) {
      current.unregister();
    }
  }

  private final class Registering implements StoreLife.Offer {
    @Override
    public void begin(FileStore store) {
      ServiceRegistration<EventStore> now;
      try {
        now =
            context.registerService(
                EventStore.class,
                store,
                FrameworkUtil.asDictionary(Map.of(EventStore.DURABILITY, "fsync")));
      } catch (IllegalStateException e) {
        return; // the bundle is stopping
      }
      boolean late;
      synchronized (lock) {
        registration = now;
        late = closed;
      }
      if (late) {
        unregister();
      }
    }

    @Override
    public void end() {
      unregister();
    }
  }
}
