package io.muster.hub.signalhub.server;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import jakarta.servlet.Servlet;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.annotations.RequireHttpWhiteboard;

/** Puts {@link SignalhubServer} on the HTTP Whiteboard. */
@Component(service = SettingsReport.class, configurationPid = ServerSettings.PID, immediate = true)
@Designate(ocd = ServerConfig.class)
@RequireHttpWhiteboard
public final class ServerComponent implements SettingsReport {
  private final Logger log;
  private final BundleContext context;
  private final SignalhubServer server;
  private volatile SettingsReport report;
  private ServiceRegistration<Servlet> registration;

  /**
   * Starts.
   *
   * @param log where warnings go
   * @param context registers the servlet
   * @param properties the configuration
   */
  @Activate
  public ServerComponent(
      @Reference(name = "log", service = LoggerFactory.class) Logger log,
      BundleContext context,
      Map<String, Object> properties) {
    this.log = log;
    this.context = context;
    Settings settings = Settings.of(ServerSettings.PID, properties);
    ServerSettings limits = ServerSettings.read(settings);
    report = settings.report();
    report.problems().forEach(p -> log.warn("{}", p));
    server = new SignalhubServer(limits, Container.atHand());
    register();
  }

  /**
   * Takes over a changed configuration, unless something in it is wrong.
   *
   * @param properties the configuration
   */
  @Modified
  void modified(Map<String, Object> properties) {
    Settings settings = Settings.of(ServerSettings.PID, properties);
    ServerSettings limits = ServerSettings.read(settings);
    report = settings.report();
    if (!report.problems().isEmpty()) {
      report.problems().forEach(p -> log.warn("{}; the running values stay", p));
      return;
    }
    boolean moved = !limits.path().equals(server.settings().path());
    server.use(limits);
    if (moved) {
      registration.unregister();
      register();
    }
  }

  /** Ends all streams. */
  @Deactivate
  void deactivate() {
    registration.unregister();
    server.close();
  }

  @Override
  public String pid() {
    return report.pid();
  }

  @Override
  public List<SettingsProblem> problems() {
    return report.problems();
  }

  private void register() {
    String prefix = server.settings().prefix();
    String[] patterns =
        prefix.isEmpty() ? new String[] {"/"} : new String[] {prefix, prefix + "/*"};
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, ServerSettings.PID);
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, patterns);
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
    registration = context.registerService(Servlet.class, server.servlet(), properties);
    log.info("The hub is served at {}", server.settings().path());
  }
}
