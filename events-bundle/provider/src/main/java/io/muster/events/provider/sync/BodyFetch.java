package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Message.WantBodies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches encrypted payloads: first those of the own lane, from peers that are likely to have them,
 * within a window of bytes for each peer.
 */
final class BodyFetch {
  /** Bytes that one peer may owe. */
  static final int WINDOW = 1 << 20;

  private final Replication owner;
  private final Map<Hash, WantedBody> wanted = new HashMap<>();
  private final Deque<WantedBody> own = new ArrayDeque<>();
  private final Deque<WantedBody> others = new ArrayDeque<>();
  private final Set<WantedBody> parked = new LinkedHashSet<>();
  private final Map<Session, Debt> debts = new LinkedHashMap<>();
  private boolean pumping;

  /** What a peer owes. */
  private static final class Debt {
    final Set<WantedBody> items = new LinkedHashSet<>();
    final List<Hash> fresh = new ArrayList<>();
    int bytes;
    final Pace pace;

    Debt(long now) {
      pace = new Pace(now);
    }
  }

  BodyFetch(Replication owner) {
    this.owner = owner;
  }

  void want(Hash hash, int length, boolean isOwn) {
    if (!wanted.containsKey(hash) && length <= Session.MAX_BODY) {
      WantedBody item = new WantedBody(hash, length, isOwn);
      wanted.put(hash, item);
      queue(item);
    }
  }

  /** A payload comes along behind the batch that names it, without being asked for. */
  void comes(Session session, WantedBody item) {
    Debt debt = debts.get(session);
    if (debt != null
        && item.length <= MessageCodec.MAX_SHORT
        && wanted.putIfAbsent(item.hash, item) == null) {
      owes(session, debt, item);
    }
  }

  private void queue(WantedBody item) {
    item.asked = null;
    (item.own ? own : others).add(item);
    pumpSoon();
  }

  private void pumpSoon() {
    if (!pumping) {
      pumping = true;
      owner.setting.thread().execute(this::pump);
    }
  }

  /** Asks for what waits, as far as peers have room. */
  void pump() {
    pumping = false;
    pump(own);
    pump(others);
    debts.forEach(
        (session, debt) -> {
          send(session, debt.fresh);
          debt.fresh.clear();
        });
  }

  private static void send(Session session, List<Hash> hashes) {
    for (int i = 0; i < hashes.size(); i += MessageCodec.MAX_HASHES) {
      int end = Math.min(hashes.size(), i + MessageCodec.MAX_HASHES);
      session.outbox.send(new WantBodies(List.copyOf(hashes.subList(i, end))));
    }
  }

  private void pump(Deque<WantedBody> queue) {
    while (!queue.isEmpty()) {
      WantedBody item = queue.peek();
      if (!owner.archive.lacks(item.hash)) {
        queue.poll();
        wanted.remove(item.hash);
        continue;
      }
      Optional<Session> best = best(item);
      if (best.isEmpty()) {
        parked.add(queue.poll());
      } else if (room(best.get()) < item.length && debts.get(best.get()).bytes > 0) {
        return;
      } else {
        ask(queue.poll(), best.get());
      }
    }
  }

  private int room(Session session) {
    return WINDOW - debts.get(session).bytes;
  }

  /** A likely holder before others; of several the one that owes least. */
  private Optional<Session> best(WantedBody item) {
    return debts.keySet().stream()
        .filter(session -> !item.refused.contains(session))
        .min(
            Comparator.comparing((Session s) -> !isLikely(item, s))
                .thenComparingInt(s -> debts.get(s).bytes));
  }

  private boolean isLikely(WantedBody item, Session session) {
    return session.peer().equals(owner.setting.server()) || item.likely.contains(session);
  }

  private void ask(WantedBody item, Session session) {
    Debt debt = debts.get(session);
    debt.fresh.add(item.hash);
    owes(session, debt, item);
  }

  private void owes(Session session, Debt debt, WantedBody item) {
    if (debt.items.isEmpty()) {
      debt.pace.restart(now());
    }
    item.asked = session;
    debt.items.add(item);
    debt.bytes += item.length;
  }

  private long now() {
    return owner.setting.clock().millis();
  }

  /** A part of what a peer owes has come. */
  void heard(Session session, int bytes) {
    debts.get(session).pace.heard(bytes, now());
  }

  boolean isOwedBy(Session session) {
    Debt debt = debts.get(session);
    return debt != null && !debt.items.isEmpty();
  }

  boolean expects(Session session, Hash hash, int total) {
    WantedBody item = wanted.get(hash);
    boolean asked = item != null && item.asked == session;
    if (asked && item.length != total) {
      session.strike("A body of " + total + " bytes instead of " + item.length, 1);
      refused(session, hash);
      return false;
    }
    return asked;
  }

  /** Takes a payload that was asked for. */
  void arrived(Session session, Hash hash, byte[] body) {
    WantedBody item = wanted.get(hash);
    if (item == null || !Hash.sha256(body).equals(hash)) {
      session.strike("A body that does not have its hash", 1);
      refused(session, hash);
      return;
    }
    verified(session, hash, body);
  }

  /** Takes a payload that was asked for and has its hash. */
  void verified(Session session, Hash hash, byte[] body) {
    WantedBody item = wanted.get(hash);
    settle(session, item);
    owner
        .archive
        .keep(hash, body)
        .whenComplete(
            (stays, failure) -> {
              if (failure == null) {
                wanted.remove(hash);
                if (stays) {
                  owner.kept(hash);
                } else { // what goes at once is no replica
                  owner.listener.bodyKept(hash);
                }
              } else { // the store is in trouble: asked for again later
                item.asked = null;
                parked.add(item);
              }
            });
    pumpSoon();
  }

  private void settle(Session session, WantedBody item) {
    Debt debt = debts.get(session);
    if (debt != null && debt.items.remove(item)) {
      debt.bytes -= item.length;
    }
  }

  /** The peer does not give it: others are asked. */
  void refused(Session session, Hash hash) {
    WantedBody item = wanted.get(hash);
    if (item != null && item.asked == session) {
      settle(session, item);
      item.refused.add(session);
      session.mayComeLate(item.length);
      item.likely.remove(session);
      queue(item);
    }
  }

  /** The peer says that it has it. */
  void mayHave(Session session, Hash hash) {
    WantedBody item = wanted.get(hash);
    if (item != null) {
      item.likely.add(session);
      item.refused.remove(session);
      if (parked.remove(item)) {
        queue(item);
      }
    }
  }

  /** A member can be asked from now on. */
  void arrived(Session session) {
    debts.put(session, new Debt(now()));
    unpark();
  }

  private void unpark() {
    List<WantedBody> again = List.copyOf(parked);
    parked.clear();
    again.forEach(this::queue);
  }

  void left(Session session) {
    Debt debt = debts.remove(session);
    wanted.values().forEach(item -> item.forget(session));
    if (debt != null) {
      debt.items.forEach(this::queue);
    }
  }

  /** What a silent peer owes is asked of others; what a slow one owes if others have it. */
  private void judge(Session session, Debt debt, long now) {
    Pace.Verdict verdict = debt.pace.judge(now);
    for (WantedBody item : List.copyOf(debt.items)) {
      if (verdict == Pace.Verdict.SILENT
          || verdict == Pace.Verdict.SLOW && canAskAnother(item, session)) {
        refused(session, item.hash);
      }
    }
  }

  private boolean canAskAnother(WantedBody item, Session slow) {
    return debts.keySet().stream()
        .anyMatch(s -> s != slow && isLikely(item, s) && !item.refused.contains(s));
  }

  void tick(long now, boolean reconsider) {
    for (Map.Entry<Session, Debt> entry : List.copyOf(debts.entrySet())) {
      Debt debt = entry.getValue();
      if (!debt.items.isEmpty()) {
        judge(entry.getKey(), debt, now);
      }
    }
    if (reconsider) {
      parked.forEach(item -> item.refused.clear());
      unpark();
    }
  }
}
