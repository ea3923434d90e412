package io.muster.hub.signalhub.server;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a path asks for. Raw commas and slashes separate; each name is decoded once, after that. */
sealed interface Route {
  /** About the hub itself. */
  record About() implements Route {}

  /**
   * Channels of an application.
   *
   * @param names in the order of the path, each once
   */
  record Channels(Set<ChannelName> names) implements Route {}

  /** Nothing is there. */
  record Nothing() implements Route {}

  /**
   * A path that is not allowed.
   *
   * @param reason for people; empty if nothing should be said
   */
  record Refused(String reason) implements Route {}

  /** Longest path. */
  int MAX_LENGTH = 4096;

  /**
   * Reads a path.
   *
   * @param rawPath as it was sent, without the query
   * @param prefix what stands before {@code /v1}
   */
  static Route of(String rawPath, String prefix) {
    if (!rawPath.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      return new Refused("");
    }
    if (rawPath.length() > MAX_LENGTH) {
      return new Refused("The path has more than " + MAX_LENGTH + " bytes.");
    }
    if (!rawPath.startsWith(prefix)) {
      return new Nothing();
    }
    String path = rawPath.substring(prefix.length());
    if (path.isEmpty() || path.equals("/")) {
      return new About();
    }
    return path.startsWith("/v1/") ? channels(path.substring("/v1/".length())) : new Nothing();
  }

  private static Route channels(String path) {
    int slash = path.indexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      return new Refused("A path is /v1/<application>/<channel>[,<channel>...].");
    }
    try {
      String application = Percent.decode(path.substring(0, slash));
      Set<ChannelName> names = new LinkedHashSet<>();
      for (String name : path.substring(slash + 1).split(",", -1)) {
        names.add(new ChannelName(application, Percent.decode(name)));
      }
      for (String segment : path.split("[/,]", -1)) {
        checkSegment(segment);
      }
      return new Channels(names);
    } catch (IllegalArgumentException e) {
      return new Refused(e.getMessage());
    }
  }

  private static void checkSegment(String segment) {
    String decoded = segment.isEmpty() ? "" : Percent.decode(segment);
    if (decoded.equals(".") || decoded.equals("..")) {
      throw new IllegalArgumentException("A path has no dot segments.");
    }
  }
}
