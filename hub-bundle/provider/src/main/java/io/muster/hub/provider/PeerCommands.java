package io.muster.hub.provider;

import io.muster.hub.Peers;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commands that change what becomes of one peer, and the one that says why: {@code
 * muster:connect}, {@code muster:disconnect}, {@code muster:block}, {@code muster:unblock}, {@code
 * muster:trace}. Gogo calls {@code _main} for every function of the service, the function's name
 * first.
 */
public final class PeerCommands {
  /** The names of the commands. */
  static final String[] FUNCTIONS = {"connect", "disconnect", "block", "unblock", "trace"};

  private static final Map<String, String> USAGE =
      Map.of(
          "connect",
          "muster:connect KEY|ADDRESS: wants a peer until muster:disconnect; an address is staged",
          "disconnect",
          "muster:disconnect KEY: closes the connection and wants the peer no more",
          "block",
          "muster:block KEY [REASON]: cuts the peer off and keeps it out, also after restarts",
          "unblock",
          "muster:unblock KEY: ends a block",
          "trace",
          "muster:trace KEY: why the peer is connected or not, and the last steps that led there");

  private final HubNode node;
  private final Map<PeerKey, Peers.Want> wanted = new ConcurrentHashMap<>();

  PeerCommands(HubNode node) {
    this.node = node;
  }

  /**
   * Runs a command.
   *
   * @param words the name of the command and its arguments
   * @return what to show
   */
  public String _main(String[] words) {
    Deque<String> arguments = new ArrayDeque<>(List.of(words));
    String command = arguments.remove();
    boolean one = command.equals("block") ? !arguments.isEmpty() : arguments.size() == 1;
    if (!one) {
      throw new IllegalArgumentException("Usage: " + USAGE.get(command));
    }
    String whom = arguments.remove();
    return switch (command) {
      case "connect" -> connect(whom);
      case "disconnect" -> disconnect(PeerKey.parse(whom));
      case "block" -> block(PeerKey.parse(whom), String.join(" ", arguments));
      case "unblock" -> unblock(PeerKey.parse(whom));
      case "trace" -> trace(PeerKey.parse(whom));
      default -> throw new IllegalArgumentException("Unknown command " + command);
    };
  }

  private String connect(String whom) {
    boolean isAddress = whom.contains(":");
    PeerKey key = isAddress ? keyOf(whom) : PeerKey.parse(whom);
    if (node.peers().blocked().containsKey(key)) {
      throw new IllegalArgumentException("It is blocked. First: muster:unblock " + key);
    }
    if (isAddress) {
      node.meet(key, PeerAddress.parse(whom));
    }
    wanted.computeIfAbsent(key, k -> node.peers().want(Set.of(k), Peers.Priority.NORMAL));
    return "Wanted until this bundle stops, or: muster:disconnect " + key;
  }

  private static PeerKey keyOf(String address) {
    return PeerAddress.parse(address)
        .key()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The address " + address + " names no key, so nobody could prove who answers"));
  }

  private String disconnect(PeerKey key) {
    Peers.Want want = wanted.remove(key);
    if (want != null) {
      want.close();
    }
    boolean open = node.peers().disconnect(key);
    return open ? "Closed" : "There was no connection: " + node.peers().explain(key).text();
  }

  private String block(PeerKey key, String reason) {
    boolean added = node.peers().block(key, reason.isEmpty() ? "by an operator" : reason);
    return (added ? "Blocked" : "Was blocked already") + ". To end it: muster:unblock " + key;
  }

  private String unblock(PeerKey key) {
    return node.peers().unblock(key) ? "Unblocked" : "It was not blocked";
  }

  private String trace(PeerKey key) {
    StringBuilder text = new StringBuilder();
    var why = node.peers().explain(key);
    text.append(key).append(' ').append(why.reason()).append(": ").append(why.text());
    why.nextAttempt().ifPresent(next -> text.append("; next try ").append(next));
    for (Trace.Step step : node.trace().of(key)) {
      text.append(System.lineSeparator()).append(step.at()).append(' ').append(shown(step));
    }
    return text.toString();
  }

  /** The record without what the reader knows already. */
  private static String shown(Trace.Step step) {
    return step.action().toString().replaceAll("(peer=[^,\\]]*(, )?|, (at|jitter)=[^,\\]]*)", "");
  }
}
