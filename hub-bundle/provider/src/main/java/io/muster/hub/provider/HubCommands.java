package io.muster.hub.provider;

import com.google.gson.stream.JsonWriter;
import io.muster.hub.Connection;
import io.muster.hub.HubStatus;
import io.muster.hub.PeerExplanation;
import io.muster.hub.PeerStatus;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The commands {@code muster:hubs} and {@code muster:peers}. Gogo calls {@code _main} for every
 * function of the service, the function's name first.
 */
public final class HubCommands {
  /** The names of the commands. */
  static final String[] FUNCTIONS = {"hubs", "peers"};

  private static final String USAGE =
      "muster:hubs [--json]: the hubs and how they are; muster:peers [--json]: the peers known";

  private final HubNode node;
  private final Surroundings around;

  HubCommands(HubNode node, Surroundings around) {
    this.node = node;
    this.around = around;
  }

  /**
   * Runs a command.
   *
   * @param words the name of the command and its arguments
   * @return what to show
   * @throws IOException never, as nothing is read or written
   */
  public String _main(String[] words) throws IOException {
    Deque<String> arguments = new ArrayDeque<>(List.of(words));
    String command = arguments.remove();
    boolean json = arguments.remove("--json");
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("Unknown argument " + arguments.peek() + ". " + USAGE);
    }
    return switch (command) {
      case "hubs" -> json ? hubsJson() : hubs();
      case "peers" -> json ? peersJson() : peers();
      default -> throw new IllegalArgumentException("Unknown command " + command + ". " + USAGE);
    };
  }

  private String hubs() {
    List<HubStatus> hubs = node.hubs().hubs();
    if (hubs.isEmpty()) {
      return "No hubs. Set 'hubs' of PID " + HubSettings.PID + ", for instance to your own hub";
    }
    StringBuilder text = new StringBuilder(String.format("%-40s %-13s %s", "HUB", "STATE", "NOTE"));
    for (HubStatus hub : hubs) {
      text.append(String.format("%n%-40s %-13s %s", hub.address(), hub.state(), note(hub)));
    }
    return text.toString();
  }

  private String note(HubStatus hub) {
    return hub.state() == HubStatus.State.CONNECTED
        ? ""
        : note(hub.nextAttempt(), hub.attempts(), hub.lastError());
  }

  private String note(Optional<Instant> next, int attempts, Optional<String> error) {
    String when =
        next.map(n -> "next try in " + seconds(around.clock().instant(), n) + " s, ").orElse("");
    String failed = attempts == 0 ? "" : attempts + " failed: ";
    return when + failed + error.orElse("");
  }

  private static long seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toSeconds());
  }

  private String peers() {
    List<PeerStatus> peers = node.peers().peers();
    if (peers.isEmpty() && node.peers().blocked().isEmpty()) {
      return "No peers known. Peers are learned at hubs (muster:hubs) and from staging";
    }
    Map<PeerKey, Connection> open = connections();
    StringBuilder text =
        new StringBuilder(
            String.format(
                "%-44s %-10s %-9s %-9s %-7s %s",
                "PEER", "STATE", "TRANSPORT", "RTT", "WANTED", "NOTE"));
    for (PeerStatus peer : peers) {
      Optional<Connection> connection = Optional.ofNullable(open.get(peer.key()));
      text.append(
          String.format(
              "%n%-44s %-10s %-9s %-9s %-7s %s",
              peer.key(),
              peer.state(),
              connection.map(c -> c.address().scheme()).orElse("-"),
              connection.flatMap(Connection::roundTrip).map(HubCommands::shown).orElse("-"),
              peer.wanted() ? "yes" : "no",
              note(peer)));
    }
    return text.append(blocked()).toString();
  }

  private String note(PeerStatus peer) {
    if (peer.state() == PeerStatus.State.CONNECTED) {
      return "for " + seconds(peer.since(), around.clock().instant()) + " s";
    }
    PeerExplanation why = node.peers().explain(peer.key());
    String when = why.nextAttempt().map(next -> "next try in " + wait(next) + " s, ").orElse("");
    return when + why.text();
  }

  private long wait(Instant next) {
    return seconds(around.clock().instant(), next);
  }

  private String blocked() {
    StringBuilder text = new StringBuilder();
    node.peers()
        .blocked()
        .forEach(
            (key, reason) ->
                text.append(
                    String.format(
                        "%n%-44s %-10s %-9s %-9s %-7s %s",
                        key, "BLOCKED", "-", "-", "no", reason)));
    return text.toString();
  }

  private static String shown(Duration time) {
    return String.format("%.1f ms", time.toNanos() / 1e6);
  }

  private Map<PeerKey, Connection> connections() {
    return node.peers().connections().stream()
        .collect(Collectors.toMap(Connection::peer, Function.identity(), (a, b) -> a));
  }

  private String hubsJson() throws IOException {
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginArray();
      for (HubStatus hub : node.hubs().hubs()) {
        writer.beginObject().name("address").value(hub.address().toString());
        writer.name("state").value(hub.state().name()).name("attempts").value(hub.attempts());
        optional(writer, "nextAttempt", hub.nextAttempt());
        optional(writer, "lastError", hub.lastError());
        writer.endObject();
      }
      writer.endArray();
    }
    return out.toString();
  }

  private String peersJson() throws IOException {
    Map<PeerKey, Connection> open = connections();
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginArray();
      for (PeerStatus peer : node.peers().peers()) {
        PeerExplanation why = node.peers().explain(peer.key());
        write(writer, peer, why, Optional.ofNullable(open.get(peer.key())));
      }
      for (Map.Entry<PeerKey, String> each : node.peers().blocked().entrySet()) {
        writer.beginObject().name("key").value(each.getKey().toString());
        writer.name("state").value("BLOCKED").name("reason").value("BLOCKED");
        writer.name("why").value(each.getValue()).endObject();
      }
      writer.endArray();
    }
    return out.toString();
  }

  private static void write(
      JsonWriter writer, PeerStatus peer, PeerExplanation why, Optional<Connection> connection)
      throws IOException {
    writer.beginObject().name("key").value(peer.key().toString());
    writer.name("state").value(peer.state().name()).name("wanted").value(peer.wanted());
    writer.name("routes").beginArray();
    for (var route : peer.routes()) {
      writer.value(route.toString());
    }
    writer.endArray().name("attempts").value(peer.attempts());
    writer.name("since").value(peer.since().toString());
    optional(writer, "transport", connection.map(c -> c.address().scheme()));
    optional(writer, "dialled", connection.map(Connection::dialled));
    optional(
        writer,
        "roundTripMillis",
        connection.flatMap(Connection::roundTrip).map(d -> d.toNanos() / 1e6));
    optional(writer, "nextAttempt", peer.nextAttempt());
    optional(writer, "lastError", peer.lastError());
    writer.name("reason").value(why.reason().name()).name("why").value(why.text());
    writer.endObject();
  }

  /** What is not there is left out. */
  private static void optional(JsonWriter writer, String name, Optional<?> value)
      throws IOException {
    if (value.isPresent()) {
      Object found = value.get();
      writer.name(name);
      if (found instanceof Boolean flag) {
        writer.value(flag);
      } else if (found instanceof Number number) {
        writer.value(number);
      } else {
        writer.value(found.toString());
      }
    }
  }
}
