package io.muster.hub.signalhub;

import io.muster.hub.spi.Rendezvous;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link SignalhubRendezvous} as a service. */
@Component(
    service = {Rendezvous.class, SettingsReport.class},
    configurationPid = SignalhubSettings.PID,
    immediate = true,
    property = {Rendezvous.SCHEMES + "=http", Rendezvous.SCHEMES + "=https"})
@Designate(ocd = SignalhubConfig.class)
public final class SignalhubComponent implements Rendezvous, SettingsReport {
  private final Logger log;
  private final SignalhubRendezvous core;
  private volatile SettingsReport report;

  /**
   * Starts.
   *
   * @param log where warnings go
   * @param properties the configuration
   */
  @Activate
  public SignalhubComponent(
      @Reference(name = "log", service = LoggerFactory.class) Logger log,
      Map<String, Object> properties) {
    this.log = log;
    Settings settings = Settings.of(SignalhubSettings.PID, properties);
    SignalhubSettings limits = SignalhubSettings.read(settings);
    report = settings.report();
    report.problems().forEach(p -> log.warn("{}", p));
    core =
        new SignalhubRendezvous(
            limits, Dialler.standard(), Clock.systemUTC(), line -> log.warn("{}", line));
  }

  /**
   * Takes over a changed configuration for sessions to come, unless something in it is wrong.
   *
   * @param properties the configuration
   */
  @Modified
  void modified(Map<String, Object> properties) {
    Settings settings = Settings.of(SignalhubSettings.PID, properties);
    SignalhubSettings limits = SignalhubSettings.read(settings);
    report = settings.report();
    if (report.problems().isEmpty()) {
      core.use(limits);
    } else {
      report.problems().forEach(p -> log.warn("{}; the running values stay", p));
    }
  }

  /** Ends all sessions. */
  @Deactivate
  void deactivate() {
    core.close();
  }

  @Override
  public CompletionStage<Session> connect(
      URI hub, String application, Set<String> channels, Listener listener) {
    return core.connect(hub, application, channels, listener);
  }

  @Override
  public String pid() {
    return report.pid();
  }

  @Override
  public List<SettingsProblem> problems() {
    return report.problems();
  }
}
