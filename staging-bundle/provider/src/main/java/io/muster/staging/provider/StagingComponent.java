package io.muster.staging.provider;

import io.muster.settings.SettingsReport;
import io.muster.staging.Staging;
import io.muster.staging.StagingFactory.Watch;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingListener;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** The host's bench, as a service, with its file and the whiteboard. */
@Component(service = Staging.class, immediate = true, configurationPid = StagingSettings.PID)
@Designate(ocd = StagingConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>=\"io.muster.settings.SettingsReport\"",
    effective = "active")
public final class StagingComponent extends Bench {
  private static final String DATA = "muster.data";

  private final BundleContext context;
  private final Threads threads;
  private final Logger log;
  private final Keeper keeper;
  private final Map<StagingListener, Watch> listeners = new ConcurrentHashMap<>();
  private ServiceRegistration<SettingsReport> report;

  /** The threads of the bench. */
  private record Threads(TimerThread timers, TimerThread file, CallbackThreads callbacks) {
    static Threads of(StagingSettings settings, Logger log) {
      return new Threads(
          new TimerThread("muster-staging-timer", log),
          new TimerThread("muster-staging-file", log),
          new CallbackThreads(settings.callbackThreads(), log));
    }
  }

  /** Called by Declarative Services: reads the file. */
  @Activate
  public StagingComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "log", service = LoggerFactory.class) Logger log) {
    this(context, StagingSettings.of(properties, context.getProperty(DATA)), log);
  }

  private StagingComponent(BundleContext context, StagingSettings settings, Logger log) {
    this(context, settings, Threads.of(settings, log), log);
  }

  private StagingComponent(
      BundleContext context, StagingSettings settings, Threads threads, Logger log) {
    super(InstantSource.system(), threads.timers(), threads.callbacks(), settings.limits(), log);
    this.context = context;
    this.threads = threads;
    this.log = log;
    this.keeper =
        settings
            .directory()
            .map(d -> new BenchFile(d, log))
            .map(f -> open(f, settings))
            .orElse(null);
    report(settings);
  }

  private Keeper open(BenchFile file, StagingSettings settings) {
    restore(file.read());
    Keeper opened = new Keeper(this, file, threads.file(), settings.fileInterval());
    opened.start();
    return opened;
  }

  private void report(StagingSettings settings) {
    settings.report().problems().forEach(problem -> log.warn("{}", problem));
    if (report != null) {
      report.unregister();
    }
    report = context.registerService(SettingsReport.class, settings.report(), null);
  }

  @Modified
  synchronized void modified(Map<String, Object> properties) {
    StagingSettings settings = StagingSettings.of(properties, context.getProperty(DATA));
    report(settings);
    if (settings.report().problems().isEmpty()) {
      limits(settings.limits());
      if (keeper != null) {
        keeper.interval(settings.fileInterval());
      }
    } else {
      log.warn("{} goes on as it was: see the problems above", StagingSettings.PID);
    }
  }

  @Reference(
      name = "listener",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindListener(StagingListener listener) {
    listeners.computeIfAbsent(listener, this::watch);
  }

  void unbindListener(StagingListener listener) {
    Watch watch = listeners.remove(listener);
    if (watch != null) {
      watch.close();
    }
  }

  @Reference(
      name = "guard",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindGuard(StagingGuard guard) {
    addGuard(guard);
  }

  void unbindGuard(StagingGuard guard) {
    removeGuard(guard);
  }

  /** Ends the bench, then writes it. */
  @Deactivate
  public synchronized void deactivate() {
    close();
    threads.timers().stop();
    threads.file().stop();
    if (keeper != null) {
      keeper.save();
    }
    threads.callbacks().stop();
    report.unregister();
  }
}
