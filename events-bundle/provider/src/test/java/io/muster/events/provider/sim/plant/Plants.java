package io.muster.events.provider.sim.plant;

import java.util.List;
import java.util.Set;

/** The bugs that the simulator must find. */
public final class Plants {
  private Plants() {}

  /** Returns all of them. */
  public static List<Plant> all() {
    return java.util.stream.Stream.of(
            writing(), receiving(), asking(), delivering(), answering(), trimming(), forking())
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
                ".append(add, body)",
                ".append((io.muster.events.provider.codec.Entry) add)")
            .and(
                "bodies.ended(request.body().hash(), failure);",
                "bodies.keep(request.body().hash(), request.body().bytes());"),
        Plant.of(
                "STORED is said before the body is stored",
                Set.of("I7"),
                "FeedsArchive.java",
                "return bodies\n        .keep(hash, body)\n",
                "bodies.keep(hash, body);\n"
                    + "return java.util.concurrent.CompletableFuture.completedFuture(null)\n")
            .and("&& bodies.isStored(hash);", ";"),
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
                "this.head = Header.headOf(bytes);",
                "this.head = Hash.sha256(header.encode(),"
                    + " Arrays.copyOfRange(bytes, bytes.length - SIGNATURE_BYTES, bytes.length));")
            .in("malicious"),
        Plant.of(
                "signatures are not checked",
                Set.of("I1", "I4"),
                "feed/Intake.java",
                "if (!isSigned(feed, batch)) {",
                "if (!isSigned(feed, batch) && batch.size() < 0) {")
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
            "item.lastSeq() > owner.archive.end(feed).seq();",
            "item.lastSeq() > owner.archive.end(feed).seq() + 1;"));
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
            "receipts are settled without a handler",
            Set.of("I11"),
            "delivery/ReceiptLanes.java",
            "    item.tried = true;\n",
            "    item.tried = true;\n    settle(item, Settled.Outcome.ACKNOWLEDGED);\n"),
        Plant.of(
            "a plaintext is logged",
            Set.of("I18"),
            "ClientEvents.java",
            "      return new Readable(add, content.type(), content.json());",
            "      core.tools().log().debug(\"Read {}\", content.json());\n"
                + "      return new Readable(add, content.type(), content.json());"));
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
                "a server trims while it is recovering",
                Set.of("I14"),
                "ServerRole.java",
                "return !recovery.isRecovering();",
                "return true;")
            .in("forgetful"),
        Plant.of(
                "entries are deleted before TRIM and copies are on disk",
                Set.of("I2", "I5", "I8", "I15"),
                "feed/TrimJob.java",
                "  private void copyNext() {\n",
                "  private void copyNext() {\n    feed.log().truncateBefore(feed.log().next());\n")
            .in("restless"),
        Plant.of(
                "a copy is bound to its own place instead of its origin",
                Set.of("I8", "I10"),
                "feed/TrimJob.java",
                "      last = place.writer().copy(entry);",
                "      last = place.writer().copy(!(entry instanceof"
                    + " io.muster.events.provider.codec.Add a) ? entry"
                    + " : new io.muster.events.provider.codec.Add(a.recipient(), a.eventId(),"
                    + " a.laneSeq(), a.createdAt(), a.bodyHash(), a.bodyLength(), a.contextId(),"
                    + " a.commitment(), a.wrap(), a.expiresAt(), a.notBefore(),"
                    + " new Position(place.writer().feedId(), place.writer().nextSeq()),"
                    + " a.tail()));")
            .in("restless"),
        Plant.of(
                "nothing is trimmed",
                Set.of("I21"),
                "feed/Trimmer.java",
                "if (idle && setting.mayTrim().getAsBoolean()) {",
                "if (idle && !setting.mayTrim().getAsBoolean()) {")
            .in("restless"));
  }

  private static List<Plant> asking() {
    return List.of(
        Plant.of(
            "HAVE is said before the batch is stored",
            Set.of("I2", "I7", "I10"),
            "feed/StoredFeed.java",
            "return later(durable, base);",
            "return later(accepted, base);"),
        Plant.of(
                "payloads that nobody asked for are taken",
                Set.of("I17"),
                "sync/Session.java",
                "unasked(\"bodies\", part.part().length());",
                "owner.archive.keep(part.hash(), part.part().toArray());")
            .in("malicious"));
  }

  private static List<Plant> answering() {
    return List.of(
        Plant.of(
                "events are run before the own feeds were fetched",
                Set.of("I9"),
                "ClientRole.java",
                "if (history.isEmpty() || !history.missing().isEmpty()) {",
                "if (history.isEmpty() && stopped) {")
            .in("forgetful"),
        Plant.of(
                "receipts for unknown events are taken for done",
                Set.of("I8", "I12"),
                "recovery/Recovery.java",
                "return !isRecovering() && lost;",
                "return false;")
            .in("bereft"),
        Plant.of(
                "receipts for unknown events are settled unseen",
                Set.of("I11"),
                "delivery/ReceiptLanes.java",
                "    if (facts.awaitsSettling() && node.isDue(facts)) {",
                "    if (facts.awaitsSettling() && !facts.isAdded()) {"
                    + " Item done = new Item(facts, tried);"
                    + " done.receipt = facts.receipt().orElseThrow();"
                    + " known.put(facts.key(), done);"
                    + " settle(done, Settled.Outcome.ACKNOWLEDGED);\n"
                    + "    } else if (facts.awaitsSettling() && node.isDue(facts)) {")
            .in("bereft"));
  }

  private static List<Plant> forking() {
    return List.of(
        Plant.of(
                "one branch of a fork is followed",
                Set.of("I4", "I8"),
                "feed/Branches.java",
                "static final int MAX_HEADS = 4;",
                "static final int MAX_HEADS = 1;")
            .in("twins"),
        Plant.of(
                "events are added again without their LANE",
                Set.of("I8"),
                "Reconcile.java",
                "      core.writer().append(lane.get());\n",
                "")
            .in("twins"),
        Plant.of(
                "a proof of a fork is not kept",
                Set.of("I4"),
                "feed/Forks.java",
                "    if (!note(proof)) {\n      return false;\n    }\n    TopicAppend",
                "    if (!note(proof)) {\n      return false;\n    }\n"
                    + "    if (proof != null) {\n"
                    + "      listeners.forEach(listener -> listener.forked(proof));\n"
                    + "      return true;\n    }\n    TopicAppend")
            .in("forking"));
  }
}
