package io.muster.hub.local;

import io.muster.hub.spi.Transport;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import io.muster.settings.Settings;
import io.muster.settings.SettingsReport;
import java.security.SecureRandom;
import java.util.Dictionary;
import java.util.Hashtable;
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

/**
 * Wiring: offered only where it is configured, because most nodes are alone in their JVM and others
 * would dial in vain. The transport is there as soon as the identity was seen once, and stays while
 * the identity's bundle is replaced; another key makes another transport.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = LocalConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LocalConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute = {
      "objectClass:List<String>=\"io.muster.hub.spi.Transport\"",
      "muster.transport.schemes:List<String>=\"local\""
    },
    effective = "active")
public final class LocalComponent {
  private final BundleContext context;
  private final Logger logger;
  private volatile Identity identity;
  private volatile SignatureVerifier verifier;
  private LocalFaults faults;
  private ServiceRegistration<SettingsReport> report;
  private PeerKey key;
  private LocalTransport transport;
  private ServiceRegistration<Transport> registration;

  /**
   * Reads the configuration.
   *
   * @param context registers the transport
   * @param properties the configuration
   * @param logger takes the problems
   */
  @Activate
  public LocalComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "logger", service = LoggerFactory.class) Logger logger) {
    this.context = context;
    this.logger = logger;
    read(properties);
  }

  /**
   * Applies a new configuration to open links too.
   *
   * @param properties the configuration
   */
  @Modified
  public synchronized void read(Map<String, Object> properties) {
    Settings settings = Settings.of(LocalConfig.PID, properties);
    faults = LocalSettings.read(settings);
    if (transport != null) {
      transport.cause(faults);
    }
    SettingsReport found = settings.report();
    found.problems().forEach(problem -> logger.warn("{}", problem));
    unregister(report);
    report = context.registerService(SettingsReport.class, found, null);
  }

  /**
   * Takes the identity.
   *
   * @param identity the identity of now
   */
  @Reference(
      name = "identity",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindIdentity(Identity identity) {
    this.identity = identity;
    refresh();
  }

  /**
   * Open links stay; new ones wait for the next identity.
   *
   * @param gone the identity that goes away
   */
  public void unbindIdentity(Identity gone) {
    if (identity == gone) {
      identity = null;
    }
  }

  /**
   * Takes the verifier.
   *
   * @param verifier the verifier of now
   */
  @Reference(
      name = "verifier",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindVerifier(SignatureVerifier verifier) {
    this.verifier = verifier;
    refresh();
  }

  /**
   * Open links stay; new ones wait for the next verifier.
   *
   * @param gone the verifier that goes away
   */
  public void unbindVerifier(SignatureVerifier gone) {
    if (verifier == gone) {
      verifier = null;
    }
  }

  /** Ends all links. */
  @Deactivate
  public synchronized void deactivate() {
    stop();
    unregister(report);
    report = null;
  }

  private synchronized void refresh() {
    Identity now = identity;
    if (now == null || verifier == null || now.key().equals(key)) {
      return;
    }
    stop();
    key = now.key();
    LocalNode node = new LocalNode(key, () -> identity, () -> verifier, new SecureRandom());
    transport = new LocalTransport(node, LocalExchange.jvmWide());
    transport.cause(faults);
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Transport.SCHEMES, new String[] {LocalTransport.SCHEME});
    registration = context.registerService(Transport.class, transport, properties);
  }

  private void stop() {
    unregister(registration);
    registration = null;
    if (transport != null) {
      transport.close();
      transport = null;
      key = null;
    }
  }

  private static void unregister(ServiceRegistration<?> registration) {
    if (registration != null) {
      registration.unregister();
    }
  }
}
