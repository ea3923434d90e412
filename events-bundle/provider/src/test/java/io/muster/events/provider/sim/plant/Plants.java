package io.muster.events.provider.sim.plant;

import java.util.List;
import java.util.Set;

/** The bugs that the simulator must find. */
public final class Plants {
  private Plants() {}

  /** Returns all of them. */
  public static List<Plant> all() {
    return java.util.stream.Stream.of(writing(), receiving(), delivering(), trimming())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Plant> writing() {
    return List.of(
        Plant.of(
            "a run goes on in the feed of an earlier one",
            Set.of("I3"),
            "TopicCore.java",
            "() -> drawn.run(id, written(feeds))",
            "() -> new io.muster.events.provider.codec.RunId(1, 2)"),
        Plant.of(
            "addEvent completes before the entry is on disk",
            Set.of("I7"),
            "ServerEvents.java",
            "Add add = core.sealer().add(request.body(), slot(request), lane);",
            "Add add = core.sealer().add(request.body(), slot(request), lane);"
                + " request.done().complete(request.id());"),
        Plant.of(
                "the entry does not wait for its body",
                Set.of("I7"),
                "ServerEvents.java",
                "!queue.isEmpty() && queue.peek().bodyKept",
                "!queue.isEmpty()")
            .and("queue.add(step);", "queue.add(step); drain();"),
        Plant.of(
            "STORED is said before the body is stored",
            Set.of("I7"),
            "FeedsArchive.java",
            "return bodies\n        .keep(hash, body)\n",
            "bodies.keep(hash, body);\n"
                + "return java.util.concurrent.CompletableFuture.completedFuture(null)\n"),
        Plant.of(
            "ordinals begin at 1 after the loss of a disk",
            Set.of("I10"),
            "feed/NewestTimes.java",
            "return Math.max(now, ordinals.getOrDefault(key, 0L) + 1);",
            "return ordinals.getOrDefault(key, 0L) + 1;"),
        Plant.of(
                "events expire without margin",
                Set.of("I8"),
                "ServerRole.java",
                "EXPIRY_MARGIN = Duration.ofDays(1)",
                "EXPIRY_MARGIN = Duration.ZERO")
            .in("skewed"));
  }

  private static List<Plant> receiving() {
    return List.of(
        Plant.of(
                "the head of a batch includes its signature",
                Set.of("I3", "I4", "I5", "H1"),
                "codec/Batch.java",
                "this.head = header.head();",
                "this.head = Hash.sha256(header.encode(),"
                    + " Arrays.copyOfRange(bytes, bytes.length - SIGNATURE_BYTES, bytes.length));")
            .in("malicious"),
        Plant.of(
                "signatures are not checked",
                Set.of("I1"),
                "feed/Intake.java",
                "if (!isSigned(feed, batch)) {",
                "if (!isSigned(feed, batch) && batch.size() < 0) {")
            .in("malicious"),
        Plant.of(
                "bodies are taken that were not asked for",
                Set.of("I17"),
                "sync/BodyFetch.java",
                "    return asked;\n",
                "    return asked || item == null;\n")
            .and(
                "    WantedBody item = wanted.get(hash);\n    settle(session, item);\n",
                "    WantedBody item = wanted.computeIfAbsent(hash, h -> new WantedBody(h,"
                    + " body.length, false));\n    settle(session, item);\n")
            .and("if (item == null || !Hash.sha256(body)", "if (!Hash.sha256(body)")
            .in("malicious"),
        Plant.of(
                "quotas are not looked at",
                Set.of("I17"),
                "feed/Intake.java",
                "if (overQuota(feed, batch)) {",
                "if (overQuota(feed, batch) && batch.size() < 0) {")
            .in("malicious"),
        Plant.of(
                "a refusal is remembered for ever",
                Set.of("I5", "I8"),
                "sync/FeedPulls.java",
                "    parked.clear();",
                "    parked.size();")
            .and("    parked.remove(feed);\n", ""),
        Plant.of(
            "the last entry of a feed is not fetched",
            Set.of("I5", "I8", "I10", "I12"),
            "sync/FeedPulls.java",
            "item.lastSeq() > durable(feed).seq();",
            "item.lastSeq() > durable(feed).seq() + 1;"));
  }

  private static List<Plant> delivering() {
    return List.of(
        Plant.of(
            "the recipient drops a body at its own receipt",
            Set.of("I13", "I14"),
            "feed/BodyIndex.java",
            "boolean settled = facts.settled().isPresent() && !facts.awaitsSettling();",
            "boolean settled = facts.receipt().isPresent();"),
        Plant.of(
                "each event opens the window anew",
                Set.of("I16"),
                "delivery/PauseWindow.java",
                "if (openedAt == SHUT || now < openedAt) {",
                "if (openedAt == SHUT || now < openedAt || !last.get().equals(latest)) {"
                    + " latest = last.get();")
            .and(
                "private long openedAt = SHUT;",
                "private long openedAt = SHUT;" + " private OrderKey latest;")
            .in("calm"),
        Plant.of(
            "receipts are not remembered",
            Set.of("I9", "I15"),
            "feed/EventFacts.java",
            "return !variants.isEmpty() && receipts.isEmpty() && settled.isEmpty();",
            "return !variants.isEmpty() && settled.isEmpty();"),
        Plant.of(
            "events are handed over before own feeds were fetched",
            Set.of("I9"),
            "ClientRole.java",
            "core.tools().threads().timers().schedule(HISTORY_PATIENCE, this::open);",
            "open();"),
        Plant.of(
            "a retry waits by the wall clock",
            Set.of("I8", "I19"),
            "delivery/RecipientLane.java",
            "return at - now > most ? now : at;",
            "return at;"),
        Plant.of(
            "receipts are settled without a handler",
            Set.of("I11"),
            "delivery/ReceiptLanes.java",
            "    item.tried = true;\n",
            "    item.tried = true;\n    settle(item, Settled.Outcome.ACKNOWLEDGED);\n"),
        Plant.of(
            "a receipt is handed over though it was settled meanwhile",
            Set.of("I14"),
            "delivery/ReceiptLanes.java",
            "if (!item.facts.awaitsSettling()) {",
            "if (item == null) {"),
        Plant.of(
            "a plaintext is logged",
            Set.of("I18"),
            "ClientEvents.java",
            "      return new Readable(add, content.type(), content.json());",
            "      core.tools().log().debug(\"Read {}\", content.json());\n"
                + "      return new Readable(add, content.type(), content.json());"),
        Plant.of(
            "an event is skipped while its body is missing",
            Set.of("I10", "I8"),
            "delivery/RecipientLane.java",
            "    Opening opening = node.open(head);\n",
            "    Opening opening = node.open(head);\n"
                + "    if (opening instanceof Opening.Missing) {\n"
                + "      finishing.add(head.key().id());\n      return true;\n    }\n"));
  }

  private static List<Plant> trimming() {
    return List.of(
        Plant.of(
                "a TRIM covers events that live",
                Set.of("I15", "I8"),
                "feed/Liveness.java",
                ".filter(EventFacts::isOver)\n          .isEmpty();\n    } else if",
                ".filter(facts -> false)\n          .isPresent();\n    } else if")
            .in("restless"),
        Plant.of(
                "a TRIM is believed whose copies are not here",
                Set.of("I15", "I8", "I10", "I5"),
                "feed/TrimFollower.java",
                "if (!holder.equals(statement.through().feed())) {",
                "if (statement != null) {\n      return true;\n    }\n"
                    + "    if (!holder.equals(statement.through().feed())) {")
            .in("restless"),
        Plant.of(
                "feeds are trimmed while recovering",
                Set.of("I14", "I15", "I8", "I21"),
                "ServerRole.java",
                "return !recovery.isRecovering();",
                "return true;")
            .in("restless"),
        Plant.of(
                "nothing is trimmed",
                Set.of("I21"),
                "feed/Trimmer.java",
                "if (!busy && !closed && setting.mayTrim().getAsBoolean()) {",
                "if (!busy && !closed && !setting.mayTrim().getAsBoolean()) {")
            .in("restless"));
  }
}
