package io.muster.staging.provider;

import io.muster.staging.Staging;
import io.muster.staging.StagingFactory.Watch;
import io.muster.staging.StagingListener;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** The host's bench, as a service; tells the listeners on the whiteboard. */
@Component(service = Staging.class, immediate = true)
public final class StagingComponent extends Bench {
  private final CallbackThread thread;
  private final Map<StagingListener, Watch> listeners = new ConcurrentHashMap<>();

  /** Called by Declarative Services. */
  @Activate
  public StagingComponent(@Reference(name = "log", service = LoggerFactory.class) Logger log) {
    this(new CallbackThread(log), log);
  }

  private StagingComponent(CallbackThread thread, Logger log) {
    super(InstantSource.system(), thread, log);
    this.thread = thread;
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

  @Deactivate
  void deactivate() {
    close();
    thread.stop();
  }
}
