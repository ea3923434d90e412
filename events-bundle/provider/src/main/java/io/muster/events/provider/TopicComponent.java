package io.muster.events.provider;

import io.muster.events.ConsumedHandler;
import io.muster.events.EventHandler;
import io.muster.events.spi.EventStore;
import io.muster.hub.Peers;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.SignatureVerifier;
import io.muster.settings.SettingsReport;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Wiring of one topic. The services are registered by hand, when the store has been read. */
@Component(
    service = TopicComponent.class,
    immediate = true,
    configurationPid = TopicSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TopicConfig.class, factory = true)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.muster.events.EventServer,io.muster.events.EventClient\"",
    effective = "active")
public final class TopicComponent {
  private final BundleContext context;
  private final Logger log;
  private final Handlers handlers = Handlers.none();
  private final TopicSwitch topic;
  private ServiceRegistration<SettingsReport> report;
  private HandlerTracker<?> tracker;
  private volatile TopicSettings settings;
  private volatile String durability = "none";

  /** Called by Declarative Services. */
  @Activate
  public TopicComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "log", service = LoggerFactory.class) Logger log,
      @Reference(name = "notices") NoticesComponent notices) {
    this.context = context;
    this.log = log;
    TopicSettings.Read read = TopicSettings.read(properties);
    String name = read.settings().map(TopicSettings::topic).orElse(read.report().pid());
    topic =
        new TopicSwitch(
            name, new RunningTopic.Surroundings(context, handlers, notices.of(name)), log);
    report(read.report());
    read.settings()
        .ifPresentOrElse(
            this::use,
            () -> log.error("{} opens no topic: see the problems above", read.report().pid()));
  }

  /**
   * Applies another configuration: limits at once, the rest by opening the topic anew in the
   * background. One with problems is reported and changes nothing that runs.
   *
   * @param properties the configuration
   */
  @Modified
  public synchronized void modified(Map<String, Object> properties) {
    TopicSettings.Read read = TopicSettings.read(properties);
    report(read.report());
    if (settings == null || read.report().problems().isEmpty()) {
      read.settings().ifPresent(this::use);
    } else {
      log.warn("{} goes on as it was: see the problems above", read.report().pid());
    }
  }

  private void report(SettingsReport found) {
    found.problems().forEach(problem -> log.warn("{}", problem));
    if (report != null) {
      report.unregister();
    }
    report = context.registerService(SettingsReport.class, found, null);
  }

  private void use(TopicSettings fresh) {
    TopicSettings before = settings;
    settings = fresh;
    if (before == null || !before.fixed().equals(fresh.fixed())) {
      track(fresh);
    }
    topic.configure(fresh);
  }

  private void track(TopicSettings fresh) {
    if (tracker != null) {
      tracker.close();
    }
    tracker =
        fresh.isServer()
            ? HandlerTracker.of(context, ConsumedHandler.class, fresh.topic(), handlers.receipts())
            : HandlerTracker.of(context, EventHandler.class, fresh.topic(), handlers.events());
    tracker.open();
  }

  @Deactivate
  synchronized void deactivate() {
    topic.close();
    if (tracker != null) {
      tracker.close();
    }
    report.unregister();
  }

  /** Waits until the configuration is applied. */
  void awaitApplied() {
    topic.awaitSettled();
  }

  Handlers handlers() {
    return handlers;
  }

  TopicSettings settings() {
    return settings;
  }

  /** Returns what the store says of itself. */
  String durability() {
    return durability;
  }

  TopicSwitch topic() {
    return topic;
  }

  @Reference(
      name = "identity",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindIdentity(Identity service) {
    topic.identity(service);
  }

  void unbindIdentity(Identity service) {
    topic.identity(topic.identity() == service ? null : topic.identity());
    topic.awaitSettled();
  }

  @Reference(
      name = "agreement",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAgreement(KeyAgreement service) {
    topic.agreement(service);
  }

  void unbindAgreement(KeyAgreement service) {
    topic.agreement(topic.agreement() == service ? null : topic.agreement());
    topic.awaitSettled();
  }

  @Reference(
      name = "verifier",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindVerifier(SignatureVerifier service) {
    topic.verifier(service);
  }

  void unbindVerifier(SignatureVerifier service) {
    topic.verifier(topic.verifier() == service ? null : topic.verifier());
    topic.awaitSettled();
  }

  @Reference(
      name = "store",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStore(EventStore service, Map<String, Object> properties) {
    durability = String.valueOf(properties.get(EventStore.DURABILITY));
    topic.store(service);
  }

  void unbindStore(EventStore service) {
    topic.store(topic.store() == service ? null : topic.store());
    topic.awaitSettled();
  }

  @Reference(
      name = "peers",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPeers(Peers service) {
    topic.peers(service);
  }

  void unbindPeers(Peers service) {
    topic.peersGone(service);
  }
}
