package io.muster.identity;

import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.SignatureVerifier;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsProblem.Severity;
import io.muster.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/**
 * What this bundle has registered, now. The verifier and the commands are there even if the key is
 * not, so that a key can be imported. Calls are serialized.
 */
final class IdentityServices implements AutoCloseable {
  /** Service property of {@link Identity}: whether a protected copy of the key was ever written. */
  static final String EXPORTED = "muster.identity.exported";

  /** Service property of {@link Identity}: the directory of the key. */
  static final String DIRECTORY = "muster.identity.directory";

  private final BundleContext context;
  private final Logger logger;
  private final SecureRandom random;
  private final List<ServiceRegistration<?>> always = new ArrayList<>();
  private final List<ServiceRegistration<?>> withKey = new ArrayList<>();
  private Path directory;
  private NodeIdentity node;

  IdentityServices(BundleContext context, Logger logger, SecureRandom random) {
    this.context = context;
    this.logger = logger;
    this.random = random;
  }

  synchronized void start(Settings settings, Optional<Path> where) {
    always.add(context.registerService(SignatureVerifier.class, new Ed25519Verifier(), null));
    always.add(registerCommands());
    directory = where.orElse(null);
    if (directory != null) {
      try {
        openKey();
      } catch (KeyProblem e) {
        settings.add(Severity.ERROR, "directory", e.getMessage());
      }
    }
    report(settings.report());
  }

  /** The key of now; throws a {@link KeyProblem} if there is none. */
  synchronized NodeIdentity node() {
    if (node == null) {
      throw new KeyProblem("There is no usable key; 'muster:diagnose' says why");
    }
    return node;
  }

  synchronized void exportTo(Path target, String passphrase) throws IOException {
    node().exportTo(target, passphrase);
    withKey.forEach(registration -> registration.setProperties(properties()));
  }

  /** Imports a key; services are registered anew, so that everybody learns of it. */
  synchronized NodeIdentity.Imported importFrom(Path source, String passphrase, boolean replace)
      throws IOException {
    if (directory == null) {
      throw new KeyProblem(
          "Set io.muster.identity/directory first: there is nowhere to keep a key");
    }
    if (node != null && !replace) {
      throw new KeyProblem(
          "This node has the key "
              + node.identity().key()
              + ". Nothing was changed. To put the imported key in its place, say --replace; the"
              + " former key file is kept beside it");
    }
    byte[] export = NodeIdentity.readExport(source);
    NodeIdentity.Imported imported = NodeIdentity.importInto(directory, random, export, passphrase);
    closeKey();
    openKey();
    return imported;
  }

  @Override
  public synchronized void close() {
    closeKey();
    always.forEach(ServiceRegistration::unregister);
    always.clear();
  }

  private void openKey() {
    node = new NodeIdentity(directory, random);
    LocalIdentity identity = node.identity();
    withKey.add(context.registerService(Identity.class, identity, properties()));
    withKey.add(context.registerService(KeyAgreement.class, identity, properties()));
    logger.info("This node is {} (key in {})", identity.key(), directory);
  }

  private void closeKey() {
    withKey.forEach(ServiceRegistration::unregister);
    withKey.clear();
    if (node != null) {
      node.close();
      node = null;
    }
  }

  private Dictionary<String, Object> properties() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(EXPORTED, node.isExported());
    properties.put(DIRECTORY, directory.toString());
    return properties;
  }

  private ServiceRegistration<?> registerCommands() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("osgi.command.scope", "muster");
    properties.put("osgi.command.function", new String[] {"whoami", "key-export", "key-import"});
    return context.registerService(IdentityCommands.class, new IdentityCommands(this), properties);
  }

  private void report(SettingsReport report) {
    for (SettingsProblem problem : report.problems()) {
      if (problem.severity() == Severity.ERROR) {
        logger.error("{}", problem);
      } else {
        logger.warn("{}", problem);
      }
    }
    always.add(context.registerService(SettingsReport.class, report, null));
  }
}
