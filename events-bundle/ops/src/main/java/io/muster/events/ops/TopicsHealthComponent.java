package io.muster.events.ops;

import io.muster.events.EventClient;
import io.muster.events.EventServer;
import io.muster.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Health check of the topics: open, in touch, not forked, nothing given up. */
@Component(
    immediate = true,
    property = {"hc.name=Muster events", "hc.tags=muster", "hc.tags=muster-ready"})
public final class TopicsHealthComponent implements HealthCheck {
  private static final String TOPICS = "(service.factoryPid=io.muster.events)";

  private final Set<Topic> topics = ConcurrentHashMap.newKeySet();
  private volatile ConfigurationAdmin configurations;
  private final Rounds rounds;

  /** Called by Declarative Services. */
  @Activate
  public TopicsHealthComponent() {
    rounds = new Rounds("topics", this::look);
  }

  @Deactivate
  void close() {
    rounds.close();
  }

  @Reference(
      name = "servers",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindServer(EventServer server) {
    topics.add(server);
  }

  void unbindServer(EventServer server) {
    topics.remove(server);
  }

  @Reference(
      name = "clients",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindClient(EventClient client) {
    topics.add(client);
  }

  void unbindClient(EventClient client) {
    topics.remove(client);
  }

  @Reference(
      name = "configurations",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindConfigurations(ConfigurationAdmin admin) {
    configurations = admin;
  }

  void unbindConfigurations(ConfigurationAdmin admin) {
    configurations = configurations == admin ? null : configurations;
  }

  private List<Finding> look() {
    return TopicFindings.of(configured(configurations), topics);
  }

  private static Map<String, String> configured(ConfigurationAdmin admin) {
    Map<String, String> all = new TreeMap<>();
    try {
      Configuration[] found = admin == null ? null : admin.listConfigurations(TOPICS);
      for (Configuration one : found == null ? new Configuration[0] : found) {
        Object name = one.getProperties().get("topic");
        all.put(
            name == null ? one.getPid() : name.toString(),
            String.valueOf(one.getProperties().get("role")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  @Override
  public Result execute() {
    return rounds.result();
  }
}
