package io.muster.events.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreCheck;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The command {@code muster:verify}: reads and checks all that is stored. */
@Component(
    service = StoreCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=verify"})
public final class StoreCommands {
  private static final String USAGE =
      "muster:verify [--json]: reads and checks all that the stores of this node keep; changes"
          + " nothing. Example: muster:verify";

  private final Map<ServiceReference<EventStore>, EventStore> stores =
      new ConcurrentSkipListMap<>();

  @Reference(
      name = "stores",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindStore(ServiceReference<EventStore> reference, EventStore store) {
    stores.put(reference, store);
  }

  void unbindStore(ServiceReference<EventStore> reference) {
    stores.remove(reference);
  }

  /**
   * Checks. Blocks for as long as the disk takes.
   *
   * @param arguments nothing, or {@code --json}
   * @return what was found, as text or as one JSON document
   */
  public String verify(String... arguments) {
    boolean json = JsonOption.isWanted(List.of(arguments), USAGE);
    JsonArray all = new JsonArray();
    StringBuilder text = new StringBuilder();
    for (Map.Entry<ServiceReference<EventStore>, EventStore> each : stores.entrySet()) {
      String name = each.getKey().getBundle().getSymbolicName();
      StoreCheck check = each.getValue().verify();
      all.add(json(name, check));
      text.append(text(name, check));
    }
    if (json) {
      return all.toString();
    }
    return text.isEmpty() ? "No store is open: see muster:diagnose" : text.toString().strip();
  }

  private static JsonObject json(String name, StoreCheck check) {
    JsonObject one = new JsonObject();
    one.addProperty("store", name);
    one.addProperty("records", check.records());
    one.addProperty("bytes", check.bytes());
    JsonArray damages = new JsonArray();
    for (StoreCheck.Damage damage : check.damages()) {
      JsonObject row = new JsonObject();
      row.addProperty("where", damage.where());
      row.addProperty("what", damage.what());
      damages.add(row);
    }
    one.add("damages", damages);
    return one;
  }

  private static String text(String name, StoreCheck check) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d records in %d bytes are sound, %d damages%n"
            .formatted(name, check.records(), check.bytes(), check.damages().size()));
    for (StoreCheck.Damage damage : check.damages()) {
      text.append("  %s: %s%n".formatted(damage.where(), damage.what()));
    }
    if (!check.damages().isEmpty()) {
      text.append(
          "  fix: muster:store-repair: the damage goes into quarantine and members are asked for"
              + " what is missing\n");
    }
    return text.toString();
  }
}
