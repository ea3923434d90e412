package io.muster.world;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Bugs in the rules that are shipped. */
final class Plants {
  private static final String SCHEDULER = "machine/Scheduler.java";
  private static final String ADMISSION = "machine/Admission.java";
  private static final String LINKS = "machine/LinkAction.java";
  private static final String PEERS = "machine/PeerAction.java";
  private static final String INBOX = "announce/Inbox.java";

  private Plants() {}

  static List<Plant> all() {
    return Stream.of(dialling(), connecting(), announcing()).flatMap(List::stream).toList();
  }

  private static List<Plant> dialling() {
    return List.of(
        Plant.of(
            "no back-off after a failed dial",
            Set.of("no storm"),
            LINKS,
            "jitter);\n      State after =",
            "jitter) / 1_000_000;\n      State after ="),
        Plant.of(
            "dials are never given up",
            Set.of("dials end", "reached"),
            SCHEDULER,
            "if (at - peer.backoff().lastTried() >= patience) {",
            "if (at - peer.backoff().lastTried() >= patience * 1_000) {"),
        Plant.of(
            "the slot of a failed dial is not returned",
            Set.of("dials end", "books", "reached"),
            LINKS,
            "PeerState ended = state.dialEnded().routes(state.routes().failed(address));",
            "PeerState ended = state.routes(state.routes().failed(address));"),
        Plant.of(
            "the same peers come first for ever",
            Set.of("starved"),
            SCHEDULER,
            ".thenComparingLong(c -> c.known().backoff().lastTried())\n"
                + "            .thenComparingLong(Candidate::lot);",
            ".thenComparing(Candidate::peer);"),
        Plant.of(
            "back-off is forgotten at the next announcement",
            Set.of("attempts", "back-off"),
            PEERS,
            "State after = before.peer(peer, state.routes(routes));",
            "State after = before.peer(peer, state.backoff(Backoff.NONE).routes(routes));"),
        Plant.of(
            "whoever asks is dialled, however many are",
            Set.of("dials at a time"),
            PEERS,
            "if (before.dialling() >= before.limits().pace().dials()) {",
            "if (before.dialling() < 0) {"),
        Plant.of(
            "back-off is not in the actions",
            Set.of("replay"),
            "machine/Backoff.java",
            "return (long) (jitter * ",
            "return (long) (Math.random() * "));
  }

  private static List<Plant> connecting() {
    return List.of(
        Plant.of(
            "a held connection is rotated",
            Set.of("held"),
            ADMISSION,
            ".filter(e -> e.getValue().link().isPresent() && e.getValue().holds().isEmpty())",
            ".filter(e -> e.getValue().link().isPresent())"),
        Plant.of(
            "a wanted connection is rotated",
            Set.of("wanted stays"),
            ADMISSION,
            ".filter(e -> !state.isWanted(e.getKey()) && fits.test(e))",
            ".filter(e -> fits.test(e))"),
        Plant.of(
            "connections are rotated before their time",
            Set.of("dwell"),
            ADMISSION,
            "return at - peer.getValue().since() >= state.limits().pace().dwell();",
            "return true;"),
        Plant.of(
            "of two links both stay",
            Set.of("one connection"),
            ADMISSION,
            "new CloseLink(old.id(), CloseCode.REPLACED, reason),",
            ""),
        Plant.of(
            "of two links none stays",
            Set.of("reached", "both lost"),
            ADMISSION,
            "return newer.dialled() == older.dialled() || newer.dialled() == selfSmaller;",
            "return newer.dialled() == older.dialled() || newer.dialled();"),
        Plant.of(
            "one connection more than the cap",
            Set.of("cap"),
            ADMISSION,
            "if (state.connections() >= water.cap()) {",
            "if (state.connections() > water.cap()) {"),
        Plant.of(
            "strangers may have all slots",
            Set.of("unknown"),
            ADMISSION,
            "strangers(state) < water.unknown())",
            "strangers(state) < water.cap())"),
        Plant.of(
            "a blocked peer may dial",
            Set.of("blocked"),
            LINKS,
            "if (before.blocked().containsKey(peer)) {",
            "if (before.blocked().size() < 0) {"));
  }

  private static List<Plant> announcing() {
    return List.of(
        Plant.of(
            "a stale announcement wins",
            Set.of("stale"),
            INBOX,
            "if (before != null && number <= before) {",
            "if (before != null && number < 0) {"),
        Plant.of(
            "signatures are not checked",
            Set.of("authentic"),
            INBOX,
            "if (!verifier.verify(",
            "if (number < 0 && !verifier.verify("),
        Plant.of(
                "this node is a peer of itself",
                Set.of("own key"),
                INBOX,
                "if (envelope.key().equals(self)) {",
                "if (envelope.key() == null) {")
            .and(
                PEERS,
                "if (peer.equals(before.setup().self())\n          || before.hub(hub).isEmpty()",
                "if (before.hub(hub).isEmpty()"));
  }
}
