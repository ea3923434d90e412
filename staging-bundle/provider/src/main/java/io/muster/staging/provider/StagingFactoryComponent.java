package io.muster.staging.provider;

import io.muster.staging.StagingFactory;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Makes benches beside the host's own, as a service. */
@Component
public final class StagingFactoryComponent implements StagingFactory {
  private final Logger log;

  /** Called by Declarative Services. */
  @Activate
  public StagingFactoryComponent(
      @Reference(name = "log", service = LoggerFactory.class) Logger log) {
    this.log = log;
  }

  @Override
  public PrivateStaging create(InstantSource clock, Executor callbacks) {
    return new Bench(Objects.requireNonNull(clock), Objects.requireNonNull(callbacks), log);
  }
}
