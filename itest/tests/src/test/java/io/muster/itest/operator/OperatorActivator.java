package io.muster.itest.operator;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.hub.PeerProtocol;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/** An operator's eyes inside of a framework: OSGi events and health checks; and a cheat's hand. */
public final class OperatorActivator implements BundleActivator {
  private static final int UNHEARD = 1_000;

  private final List<String> events = new CopyOnWriteArrayList<>();
  private BundleContext context;

  @Override
  public void start(BundleContext bundleContext) {
    context = bundleContext;
    context.registerService(
        EventHandler.class,
        this::heard,
        FrameworkUtil.asDictionary(Map.of("event.topics", "io/muster/*")));
    Function<String, String> operator = this::run;
    context.registerService(
        Function.class, operator, FrameworkUtil.asDictionary(Map.of("muster.operator", "true")));
  }

  @Override
  public void stop(BundleContext bundleContext) {
    // the framework takes the services back
  }

  private void heard(Event event) {
    Map<String, Object> facts = new TreeMap<>();
    for (String name : event.getPropertyNames()) {
      facts.put(name, event.getProperty(name));
    }
    if (events.size() < UNHEARD) {
      events.add(event.getTopic() + " " + facts);
    }
  }

  private String run(String command) {
    String[] words = command.split("\n");
    try {
      return switch (words[0]) {
        case "events" -> String.join("\n", events);
        case "health" -> health(words[1]);
        case "sign" -> signed(words[1], HexFormat.of().parseHex(words[2]));
        case "speak" -> speak(words[1], Arrays.asList(words).subList(2, words.length));
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (Exception e) {
      throw new IllegalStateException(e.toString()); // a text: no class of ours leaves the bundle
    }
  }

  private String health(String tag) {
    HealthCheckExecutor executor = service(HealthCheckExecutor.class);
    return executor.execute(HealthCheckSelector.tags(tag)).stream()
        .map(OperatorActivator::line)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static String line(HealthCheckExecutionResult one) {
    StringBuilder text = new StringBuilder(one.getHealthCheckMetadata().getName()).append(':');
    text.append(' ').append(one.getHealthCheckResult().getStatus());
    one.getHealthCheckResult().forEach(entry -> text.append(" | ").append(entry.getMessage()));
    return text.toString();
  }

  private String signed(String purpose, byte[] bytes) {
    return HexFormat.of().formatHex(service(Identity.class).sign(purpose, bytes));
  }

  /** Opens a channel of a protocol, as if from this node's own key, and says something. */
  private String speak(String protocol, List<String> messages) throws InvalidSyntaxException {
    String filter = "(" + PeerProtocol.NAME + "=" + protocol + ")";
    ServiceReference<PeerProtocol> reference =
        context.getServiceReferences(PeerProtocol.class, filter).iterator().next();
    ChannelHandler handler =
        context.getService(reference).opened(channel(service(Identity.class).key()));
    for (String message : messages) {
      handler.received(ByteBuffer.wrap(HexFormat.of().parseHex(message)));
    }
    context.ungetService(reference);
    return "said";
  }

  private static Channel channel(PeerKey peer) {
    Connection connection =
        deaf(Connection.class, Map.of("peer", peer, "hold", deaf(Connection.Hold.class, Map.of())));
    return deaf(
        Channel.class,
        Map.of("connection", connection, "send", CompletableFuture.completedFuture(null)));
  }

  private static <T> T deaf(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            OperatorActivator.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> answers.get(method.getName())));
  }

  private <S> S service(Class<S> type) {
    ServiceReference<S> reference = context.getServiceReference(type);
    S service = reference == null ? null : context.getService(reference);
    if (service == null) {
      throw new IllegalStateException("there is no " + type.getSimpleName());
    }
    return service;
  }
}
