package io.muster.staging.provider;

import io.muster.staging.Staging;
import io.muster.staging.StagingEntry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The command {@code muster:staged}. Gogo calls {@code _main} for every function of the service,
 * the function's name first.
 */
@Component(
    service = StagedCommands.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=staged"})
public final class StagedCommands {
  private static final String USAGE =
      "muster:staged [--json] [-t TYPE]: the peers on the bench, for instance muster:staged -t lan";
  private static final String ROW = "%-8s %-20s %-20s %-20s %s";

  private final Staging staging;

  /** Called by Declarative Services. */
  @Activate
  public StagedCommands(@Reference(name = "staging") Staging staging) {
    this.staging = staging;
  }

  /**
   * Runs the command.
   *
   * @param words its name and its arguments
   * @return what to show
   */
  public String _main(String[] words) {
    Deque<String> arguments = new ArrayDeque<>(List.of(words));
    arguments.poll();
    boolean json = arguments.remove("--json");
    String type = null;
    if ("-t".equals(arguments.peek())) {
      arguments.remove();
      type = arguments.poll();
      if (type == null) {
        throw new IllegalArgumentException("-t needs a type. " + USAGE);
      }
    }
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("Unknown argument " + arguments.peek() + ". " + USAGE);
    }
    List<StagingEntry> entries = entries(type);
    return json ? json(entries) : table(entries);
  }

  private List<StagingEntry> entries(String type) {
    List<StagingEntry> all = staging.entries();
    return type == null ? all : all.stream().filter(entry -> type.equals(type(entry))).toList();
  }

  private static String type(StagingEntry entry) {
    return entry.data().get(Expiry.TYPE) instanceof String type ? type : "-";
  }

  private static String table(List<StagingEntry> entries) {
    if (entries.isEmpty()) {
      return "Nobody is on the bench. Peers come from hubs (muster:hubs) and from your own bundles";
    }
    StringBuilder text =
        new StringBuilder(
            String.format(ROW, "TYPE", "SINCE", "REFRESHED", "UNREACHABLE SINCE", "ADDRESS"));
    for (StagingEntry e : entries) {
      String unreachable = e.unreachableSince().map(StagedCommands::seconds).orElse("-");
      text.append(System.lineSeparator());
      text.append(
          String.format(
              ROW, type(e), seconds(e.birth()), seconds(e.updated()), unreachable, e.address()));
    }
    return text.toString();
  }

  private static String seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond()).toString();
  }

  private static String json(List<StagingEntry> entries) {
    JsonOut out = new JsonOut();
    out.list(entries, StagedCommands::write);
    return out.toString();
  }

  private static void write(JsonOut out, StagingEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("address", entry.address().toString());
    entry.address().key().ifPresent(key -> fields.put("key", key.toString()));
    fields.put("birth", entry.birth().toString());
    fields.put("updated", entry.updated().toString());
    entry.unreachableSince().ifPresent(since -> fields.put("unreachableSince", since.toString()));
    fields.put("data", entry.data());
    out.value(fields);
  }
}
