package io.muster.events.ops;

import io.muster.events.spi.EventStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Health check of the store that topics use: open, sound, not full, durable. */
@Component(
    immediate = true,
    property = {
      "hc.name=Muster event store",
      "hc.tags=muster",
      "hc.tags=muster-live",
      "hc.tags=muster-ready"
    })
public final class StoreHealthComponent implements HealthCheck {
  private record Bound(EventStore store, String durability) {}

  private final Rounds rounds;
  private volatile Bound bound;
  private volatile long absentSince = System.nanoTime();

  /** Called by Declarative Services. */
  @Activate
  public StoreHealthComponent() {
    rounds = new Rounds("store", this::look);
  }

  @Deactivate
  void close() {
    rounds.close();
  }

  @Reference(
      name = "store",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStore(EventStore store, Map<String, Object> properties) {
    bound = new Bound(store, String.valueOf(properties.get(EventStore.DURABILITY)));
  }

  void unbindStore(EventStore store) {
    Bound now = bound;
    if (now != null && now.store() == store) {
      bound = null;
      absentSince = System.nanoTime();
    }
  }

  private List<Finding> look() {
    Bound now = bound;
    return now == null
        ? StoreFindings.absent(Duration.ofNanos(System.nanoTime() - absentSince))
        : StoreFindings.of(now.store(), now.durability());
  }

  @Override
  public Result execute() {
    return rounds.result();
  }
}
