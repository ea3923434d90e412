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
  private final TopicSettings settings;
  private final TopicSwitch topic;
  private final ServiceRegistration<SettingsReport> report;
  private final HandlerTracker<EventHandler> events;
  private final HandlerTracker<ConsumedHandler> receipts;

  /** Called by Declarative Services. */
  @Activate
  public TopicComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "log", service = LoggerFactory.class) Logger log) {
    TopicSettings.Read read = TopicSettings.read(properties);
    read.report().problems().forEach(problem -> log.warn("{}", problem));
    report = context.registerService(SettingsReport.class, read.report(), null);
    settings = read.settings().orElse(null);
    if (settings == null) {
      log.error("{} does not open a topic: see the problems above", read.report().pid());
      topic = null;
      events = null;
      receipts = null;
      return;
    }
    Handlers handlers = Handlers.none();
    topic = new TopicSwitch(settings, context, handlers, log);
    String name = settings.topic();
    events = HandlerTracker.of(context, EventHandler.class, name, handlers.events());
    receipts = HandlerTracker.of(context, ConsumedHandler.class, name, handlers.receipts());
    if (settings.isServer()) {
      receipts.open();
    } else {
      events.open();
    }
  }

  @Deactivate
  void deactivate() {
    if (topic != null) {
      topic.close();
      events.close();
      receipts.close();
    }
    report.unregister();
  }

  TopicSettings settings() {
    return settings;
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
    if (topic != null) {
      topic.identity(service);
    }
  }

  void unbindIdentity(Identity service) {
    if (topic != null) {
      topic.identity(topic.identity() == service ? null : topic.identity());
      topic.awaitSettled();
    }
  }

  @Reference(
      name = "agreement",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAgreement(KeyAgreement service) {
    if (topic != null) {
      topic.agreement(service);
    }
  }

  void unbindAgreement(KeyAgreement service) {
    if (topic != null) {
      topic.agreement(topic.agreement() == service ? null : topic.agreement());
      topic.awaitSettled();
    }
  }

  @Reference(
      name = "verifier",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindVerifier(SignatureVerifier service) {
    if (topic != null) {
      topic.verifier(service);
    }
  }

  void unbindVerifier(SignatureVerifier service) {
    if (topic != null) {
      topic.verifier(topic.verifier() == service ? null : topic.verifier());
      topic.awaitSettled();
    }
  }

  @Reference(
      name = "store",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStore(EventStore service) {
    if (topic != null) {
      topic.store(service);
    }
  }

  void unbindStore(EventStore service) {
    if (topic != null) {
      topic.store(topic.store() == service ? null : topic.store());
      topic.awaitSettled();
    }
  }

  @Reference(
      name = "peers",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPeers(Peers service) {
    if (topic != null) {
      topic.peers(service);
    }
  }

  void unbindPeers(Peers service) {
    if (topic != null) {
      topic.peersGone(service);
    }
  }
}
