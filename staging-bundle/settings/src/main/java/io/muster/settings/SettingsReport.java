package io.muster.settings;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: what a component found when it read its configuration. Registered by each
 * component that has one, also (by hand) when it refuses to start because of it, until it is
 * reconfigured.
 */
@ConsumerType
public interface SettingsReport {
  /**
   * Returns the PID that was read.
   *
   * @return the PID, with its factory name if it has one
   */
  String pid();

  /**
   * Returns what was wrong.
   *
   * @return immutable, empty if all was well
   */
  List<SettingsProblem> problems();
}
