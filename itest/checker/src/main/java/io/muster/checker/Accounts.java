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
  private final Map<String, String> attempted = new HashMap<>();
  private final Map<String, String> acked = new HashMap<>();
  private final Map<String, String> contentOf = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final Map<String, Integer> effects = new HashMap<>();
  private final Map<String, Integer> receipts = new HashMap<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private long redelivered;
  private long deferred;

  /**
   * Takes one line of any node's ledger. The lines of the node that adds orders come first.
   *
   * @param line the line
   */
  public void take(LedgerLine line) {
    switch (line.what()) {
      case "attempted" -> attempted.put(line.text("key"), line.text("sha256"));
      case "added" -> added(line.text("key"), line.text("id"));
      case "failed" -> failed.add(line.text("key"));
      case "deferred" -> deferred++;
      case "handled" -> handled(line);
      case "consumed" -> consumed(line);
      default -> {
        // "open" and whatever a later version writes says nothing about orders
      }
    }
  }

  private void added(String key, String id) {
    acked.put(key, id);
    contentOf.put(id, attempted.getOrDefault(key, "never attempted"));
  }

  private void handled(LedgerLine line) {
    String id = line.text("id");
    if (line.json().get("first").getAsBoolean()) {
      effects.merge(id, 1, Integer::sum);
    } else if (line.json().get("attempt").getAsInt() > 1) {
      redelivered++;
    } else {
      effects.merge(id, 1, Integer::sum);
    }
    requireSameContent(line, id);
  }

  private void consumed(LedgerLine line) {
    receipts.merge(line.text("id"), 1, Integer::sum);
    requireSameContent(line, line.text("id"));
  }

  /**
   * An order that was never acknowledged may still come: it is compared with what was attempted.
   */
  private void requireSameContent(LedgerLine line, String id) {
    String content = line.text("sha256");
    String expected = contentOf.get(id);
    if (expected == null ? !attempted.containsValue(content) : !expected.equals(content)) {
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
    return acked.values().stream().filter(effects::containsKey).count();
  }

  /** Further deliveries of an order before its acknowledgement was durable: allowed. */
  public long redelivered() {
    return redelivered;
  }

  /** Orders that were added durably and never handled. */
  public long lost() {
    return acked.values().stream().filter(id -> !effects.containsKey(id)).count();
  }

  /** Orders handled as new more than once, and orders with more than one receipt. */
  public long duplicated() {
    return effects.values().stream().filter(n -> n > 1).count()
        + receipts.values().stream().filter(n -> n > 1).count();
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
    return "ACCT attempted=%d acked=%d failed=%d unknown=%d delivered=%d redelivered=%d lost=%d duplicated=%d unexpected=%d no_receipt=%d deferred=%d"
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
            deferred);
  }
}
