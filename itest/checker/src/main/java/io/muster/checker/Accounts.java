package io.muster.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Adds up ledgers: every order that was added durably must have been handled with the same content,
 * must have had one receipt, and must not have had its effect twice.
 */
public final class Accounts {
  /**
   * How many receipts may have been acknowledged and not yet settled on disk when a server is
   * killed: two batches of 256 under way and two that wait for the disk.
   */
  private static final long RECEIPTS_BEFORE_A_KILL = 1024;

  private final Map<String, String> attempted = new HashMap<>();
  private final Set<String> contents = new HashSet<>();
  private final Map<String, String> acked = new HashMap<>();
  private final Map<String, String> contentOf = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final Set<String> effects = new HashSet<>();
  private final Map<String, Long> receipts = new HashMap<>();
  private final Set<String> doubled = new HashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private final Map<String, Repeats> repeats = new HashMap<>();
  private long redelivered;
  private long receiptsAgain;
  private long deferred;

  /**
   * Takes one line of any node's ledger. The lines of the node that adds orders come first.
   *
   * @param line the line
   */
  public void take(LedgerLine line) {
    Repeats ofNode = repeats.computeIfAbsent(line.node(), node -> new Repeats());
    switch (line.what()) {
      case "open" -> ofNode.opened();
      case "close" -> ofNode.closed();
      case "attempted" -> attempted(line);
      case "added" -> added(line);
      case "failed" -> failed.add(line.text("key"));
      case "deferred" -> deferred++;
      case "handled" -> handled(line, ofNode);
      case "consumed" -> consumed(line, ofNode);
      default -> {
        // whatever a later version writes says nothing about orders
      }
    }
  }

  private void attempted(LedgerLine line) {
    attempted.put(line.text("key"), line.text("sha256"));
    contents.add(line.text("sha256"));
  }

  /** A file of orders may be added again after a crash; the ids must be the same. */
  private void added(LedgerLine line) {
    String key = line.text("key");
    String id = line.text("id");
    String before = acked.put(key, id);
    if (before != null && !before.equals(id)) {
      wrong.add(line.node() + " line " + line.number() + ": " + key + " was added as " + before);
    }
    contentOf.put(id, attempted.getOrDefault(key, "never attempted"));
  }

  private void handled(LedgerLine line, Repeats ofNode) {
    String id = line.text("id");
    boolean unexplained = ofNode.unexplained(id, Long.MAX_VALUE);
    if (line.json().get("first").getAsBoolean()) {
      if (!effects.add(id)) {
        doubled.add(id);
      }
    } else if (isAfterReceipt(line, id)
        || unexplained && line.json().get("attempt").getAsInt() == 1) {
      doubled.add(id);
    } else {
      redelivered++;
    }
    requireSameContent(line, id);
  }

  /** The server hears of an order when its acknowledgement is durable, and not before. */
  private boolean isAfterReceipt(LedgerLine line, String id) {
    Long receipt = receipts.get(id);
    return receipt != null && line.json().has("at") && line.json().get("at").getAsLong() > receipt;
  }

  private void consumed(LedgerLine line, Repeats ofNode) {
    String id = line.text("id");
    boolean unexplained = ofNode.unexplained(id, RECEIPTS_BEFORE_A_KILL);
    if (unexplained) {
      doubled.add(id);
    } else if (receipts.containsKey(id)) {
      receiptsAgain++;
    }
    receipts.putIfAbsent(
        id, line.json().has("at") ? line.json().get("at").getAsLong() : Long.MAX_VALUE);
    requireSameContent(line, id);
  }

  /**
   * An order that was never acknowledged may still come: it is compared with what was attempted.
   */
  private void requireSameContent(LedgerLine line, String id) {
    String content = line.text("sha256");
    String expected = contentOf.get(id);
    if (expected == null ? !contents.contains(content) : !expected.equals(content)) {
      wrong.add(line.node() + " line " + line.number() + ": content of " + id);
    }
  }

  /** Orders whose adding was begun. */
  public long attempted() {
    return attempted.size();
  }

  /** Orders that were added durably. */
  public long acked() {
    return acked.size();
  }

  /** Orders that were refused for good. */
  public long failed() {
    return failed.size();
  }

  /** Orders of which nobody was told whether they were added. */
  public long unknown() {
    return attempted.keySet().stream()
        .filter(key -> !acked.containsKey(key) && !failed.contains(key))
        .count();
  }

  /** Orders that were added durably and handled. */
  public long delivered() {
    return acked.values().stream().filter(effects::contains).count();
  }

  /** Further deliveries of an order before its acknowledgement was durable: allowed. */
  public long redelivered() {
    return redelivered;
  }

  /** Orders that were added durably and never handled. */
  public long lost() {
    return acked.values().stream().filter(id -> !effects.contains(id)).count();
  }

  /** Receipts that a killed server was given again: allowed, as its own note was not durable. */
  public long receiptsAgain() {
    return receiptsAgain;
  }

  /**
   * Orders that had their effect or their receipt again, and neither retry nor kill explains it.
   */
  public long duplicated() {
    return doubled.size();
  }

  /** Orders that were added durably and of which the server has no receipt. */
  public long withoutReceipt() {
    return acked.values().stream().filter(id -> !receipts.containsKey(id)).count();
  }

  /** Lines whose content is not that of the order they name. */
  public Set<String> unexpected() {
    return wrong;
  }

  /** How often an order was refused for now. */
  public long deferred() {
    return deferred;
  }

  /** Whether the sums agree and nothing is lost, doubled or wrong. */
  public boolean isClean() {
    return acked() > 0
        && attempted() == acked() + failed() + unknown()
        && failed() == 0
        && unknown() == 0
        && lost() == 0
        && duplicated() == 0
        && withoutReceipt() == 0
        && wrong.isEmpty();
  }

  /** One line for people and machines. */
  @Override
  public String toString() {
    return "ACCT attempted=%d acked=%d failed=%d unknown=%d delivered=%d redelivered=%d lost=%d duplicated=%d unexpected=%d no_receipt=%d receipts_again=%d deferred=%d"
        .formatted(
            attempted(),
            acked(),
            failed(),
            unknown(),
            delivered(),
            redelivered(),
            lost(),
            duplicated(),
            wrong.size(),
            withoutReceipt(),
            receiptsAgain(),
            deferred);
  }
}
