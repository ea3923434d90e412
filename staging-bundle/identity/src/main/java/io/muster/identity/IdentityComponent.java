package io.muster.identity;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem.Severity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Wiring: reads where the key is and registers the services, the commands and the report. */
@Component(
    service = {},
    immediate = true,
    configurationPid = IdentityConfig.PID)
@Designate(ocd = IdentityConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.muster.peer.Identity,io.muster.peer.KeyAgreement,"
            + "io.muster.peer.SignatureVerifier,io.muster.settings.SettingsReport\"",
    effective = "active")
public final class IdentityComponent {
  /** Framework property: the data directory of the node. */
  static final String DATA = "muster.data";

  private final IdentityServices services;

  /**
   * Opens the key.
   *
   * @param context registers the services
   * @param properties the configuration
   * @param logger takes the problems
   */
  @Activate
  public IdentityComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(name = "logger", service = LoggerFactory.class) Logger logger) {
    Settings settings = Settings.of(IdentityConfig.PID, properties);
    Optional<Path> directory = directory(settings, context.getProperty(DATA));
    services = new IdentityServices(context, logger, new SecureRandom());
    services.start(settings, directory);
  }

  /** Takes the services away and wipes the key. */
  @Deactivate
  public void deactivate() {
    services.close();
  }

  /** The configured directory below the node's data, or empty with a problem in the settings. */
  static Optional<Path> directory(Settings settings, String data) {
    String configured = settings.text("directory", "identity");
    try {
      Path path = Path.of(configured.isEmpty() ? "identity" : configured);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
      if (data != null) {
        return Optional.of(Path.of(data).resolve(path).toAbsolutePath());
      }
      settings.add(
          Severity.ERROR,
          "directory",
          "is required, because the framework property muster.data is not set: expected an absolute"
              + " path. No key was made");
    } catch (InvalidPathException e) {
      settings.add(Severity.ERROR, "directory", "expected a path (" + e.getMessage() + ")");
    }
    return Optional.empty();
  }
}
