package io.muster.events.provider;

import java.util.List;

/** The option of commands that take no other. */
final class JsonOption {
  private static final String OPTION = "--json";

  private JsonOption() {}

  /**
   * Says whether one JSON document is wanted.
   *
   * @throws IllegalArgumentException with the usage, if there is anything else
   */
  static boolean isWanted(List<String> arguments, String usage) {
    boolean json = arguments.equals(List.of(OPTION));
    if (!arguments.isEmpty() && !json) {
      throw new IllegalArgumentException(usage);
    }
    return json;
  }
}
