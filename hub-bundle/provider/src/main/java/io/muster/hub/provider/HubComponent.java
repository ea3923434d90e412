package io.muster.hub.provider;

import io.muster.hub.Hubs;
import io.muster.hub.PeerListener;
import io.muster.hub.PeerProtocol;
import io.muster.hub.Peers;
import io.muster.hub.provider.stored.AtomicFile;
import io.muster.hub.provider.stored.BlockList;
import io.muster.hub.provider.stored.Memory;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Transport;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import io.muster.settings.SettingsReport;
import io.muster.staging.Staging;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingListener;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
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

/** Wires a {@link HubNode} into the framework. */
@Component(
    service = {},
    immediate = true,
    configurationPid = HubSettings.PID)
@Designate(ocd = HubConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.muster.hub.Peers,io.muster.hub.Hubs,"
            + "io.muster.staging.StagingListener,io.muster.staging.StagingGuard,io.muster.settings.SettingsReport\"",
    effective = "active")
public final class HubComponent {
  private final BundleContext context;
  private final LogJournal journal;
  private final Keyring keyring = new Keyring();
  private final HubHost host = new HubHost(keyring, this::start, this::stop);
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private ServiceRegistration<SettingsReport> reportRegistration;
  private final SynchronousBundleListener end = this::frameworkEvent;
  private volatile HubSettings settings;
  private HubThreads threads;
  private OnlineCondition online;

  /** Reads the configuration; the node starts when there is an identity. */
  @Activate
  public HubComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "log", service = LoggerFactory.class) Logger log) {
    this.context = context;
    this.journal = new LogJournal(log);
    accept(HubSettings.of(properties));
    context.addBundleListener(end);
  }

  /** When the framework stops, goodbyes are said while transports and hubs are still there. */
  private void frameworkEvent(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
      host.close();
    }
  }

  @Modified
  void modified(Map<String, Object> properties) {
    reportRegistration.unregister();
    accept(HubSettings.of(properties));
    host.settings(settings);
  }

  private void accept(HubSettings now) {
    settings = now;
    now.report().problems().forEach(p -> journal.problem(p.toString()));
    reportRegistration = context.registerService(SettingsReport.class, now.report(), null);
  }

  @Deactivate
  void close() {
    context.removeBundleListener(end);
    host.close();
    reportRegistration.unregister();
  }

  private Optional<HubNode> start(PeerKey self) {
    try {
      BlockList blocked = stored("blocked").map(BlockList::open).orElseGet(BlockList::inMemory);
      return Optional.of(start(self, blocked));
    } catch (UncheckedIOException e) {
      journal.problem(
          "MUSTER-HUB-0016 The hub does not start, as nobody knows which peers are blocked: "
              + e.getMessage()
              + ". Mend or remove the file, then restart the bundle io.muster.hub.provider");
      return Optional.empty();
    }
  }

  private HubNode start(PeerKey self, BlockList blocked) {
    threads = new HubThreads(settings.callbackThreads(), journal);
    Surroundings around = threads.surroundings(new SecureRandom());
    Memory memory = new Memory(stored("memory").orElse(null), journal::failure);
    HubNode.Kept kept = new HubNode.Kept(blocked, memory);
    HubNode node = new HubNode(voice(self, around), kept, settings, around, journal);
    online = new OnlineCondition(context);
    node.start(online);
    registrations.add(
        context.registerService(
            HubCommands.class, new HubCommands(node, around), scope(HubCommands.FUNCTIONS)));
    registrations.add(
        context.registerService(
            PeerCommands.class, new PeerCommands(node), scope(PeerCommands.FUNCTIONS)));
    registrations.add(
        context.registerService(
            new String[] {StagingListener.class.getName(), StagingGuard.class.getName()},
            node.bench(),
            null));
    registrations.add(context.registerService(Hubs.class, node.hubs(), null));
    registrations.add(context.registerService(Peers.class, node.peers(), null));
    return node;
  }

  private static Dictionary<String, Object> scope(String... functions) {
    return FrameworkUtil.asDictionary(
        Map.of("osgi.command.scope", "muster", "osgi.command.function", functions));
  }

  private HubNode.Voice voice(PeerKey self, Surroundings around) {
    Path file = stored("announce.sequence").map(AtomicFile::path).orElse(null);
    return new HubNode.Voice(self, keyring, new Sequence(around.clock(), file, journal));
  }

  /** A file in the node's data directory, which outlives the bundle, if there is one. */
  private Optional<AtomicFile> stored(String name) {
    return Optional.ofNullable(context.getProperty("muster.data"))
        .map(data -> new AtomicFile(Path.of(data, "hub", name)));
  }

  private void stop(HubNode node) {
    online.close();
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
    node.leave();
    threads.close(node);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindIdentity(Identity identity) {
    host.identity(identity);
  }

  void unbindIdentity(Identity identity) {
    if (keyring.isReady() && keyring.identity() == identity) {
      host.identity(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindVerifier(SignatureVerifier verifier) {
    keyring.verifier(verifier);
  }

  void unbindVerifier(SignatureVerifier verifier) {
    keyring.verifierGone(verifier);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStaging(Staging staging) {
    host.staging(staging);
  }

  void unbindStaging(Staging staging) {
    host.stagingGone(staging);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTransport(Transport transport, Map<String, Object> properties) {
    host.add(transport, texts(properties.get(Transport.SCHEMES)));
  }

  void unbindTransport(Transport transport) {
    host.remove(transport);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindRendezvous(Rendezvous rendezvous, Map<String, Object> properties) {
    host.add(rendezvous, texts(properties.get(Rendezvous.SCHEMES)));
  }

  void unbindRendezvous(Rendezvous rendezvous) {
    host.remove(rendezvous);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindProtocol(PeerProtocol protocol, Map<String, Object> properties) {
    Object name = properties.get(PeerProtocol.NAME);
    if (name instanceof String text && ProtocolBoard.isName(text)) {
      host.add(text, protocol);
    } else {
      journal.problem(
          "PeerProtocol of "
              + protocol.getClass().getName()
              + " is not used: its property "
              + PeerProtocol.NAME
              + " must be 1 to 128 printable ASCII characters without spaces");
    }
  }

  void unbindProtocol(PeerProtocol protocol, Map<String, Object> properties) {
    host.remove(String.valueOf(properties.get(PeerProtocol.NAME)), protocol);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindListener(PeerListener listener) {
    host.add(listener);
  }

  void unbindListener(PeerListener listener) {
    host.remove(listener);
  }

  /** A {@code String+} property. */
  static Set<String> texts(Object value) {
    if (value instanceof String[] array) {
      return new TreeSet<>(Arrays.asList(array));
    }
    if (value instanceof Collection<?> collection) {
      Set<String> all = new TreeSet<>();
      collection.forEach(item -> all.add(String.valueOf(item)));
      return all;
    }
    return value == null ? Set.of() : Set.of(value.toString());
  }
}
