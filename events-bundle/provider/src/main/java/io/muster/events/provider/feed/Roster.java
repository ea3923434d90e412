package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Remove;
import io.muster.peer.PeerKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who is a member: of several statements on a key the highest (at, feed, seq) counts. */
public final class Roster {
  private static final Comparator<Statement> ORDER =
      Comparator.comparingLong(Statement::stamp).thenComparing(Statement::at);

  private final PeerKey server;
  private final ForkPoints forks;
  private final Map<PeerKey, Statement> newest = new TreeMap<>();

  /** All statements that no TRIM covers: a fork may become known later. */
  private final Map<PeerKey, TreeSet<Statement>> all = new HashMap<>();

  private record Statement(Entry entry, long stamp, Position at) implements Comparable<Statement> {
    @Override
    public int compareTo(Statement other) {
      return ORDER.compare(this, other);
    }
  }

  Roster(PeerKey server, ForkPoints forks) {
    this.server = server;
    this.forks = forks;
  }

  PeerKey server() {
    return server;
  }

  void admit(Admit admit, Position at) {
    state(admit.member(), new Statement(admit, admit.at(), at));
  }

  void remove(Remove remove, Position at) {
    state(remove.member(), new Statement(remove, remove.at(), at));
  }

  private void state(PeerKey member, Statement statement) {
    all.computeIfAbsent(member, m -> new TreeSet<>()).add(statement);
    if (forks.counts(statement.at())) {
      newest.merge(member, statement, (a, b) -> ORDER.compare(a, b) >= 0 ? a : b);
    }
  }

  /** A TRIM covers a statement: what still counts was copied, and the copy is here. */
  void forget(PeerKey member, Position at) {
    TreeSet<Statement> said = all.get(member);
    if (said != null && said.removeIf(statement -> statement.at().equals(at))) {
      newest.remove(member);
      reconsider(member, said);
      all.computeIfPresent(member, (m, rest) -> rest.isEmpty() ? null : rest);
    }
  }

  /** Returns where a statement stands. */
  Stream<Position> places(Entry entry) {
    return all.values().stream()
        .flatMap(TreeSet::stream)
        .filter(statement -> statement.entry().equals(entry))
        .map(Statement::at);
  }

  /** Returns how many statements are remembered. */
  int size() {
    return all.values().stream().mapToInt(TreeSet::size).sum();
  }

  /** A feed has forked: what stands behind the fork does not count any more. */
  void reconsider() {
    newest.clear();
    all.forEach(this::reconsider);
  }

  private void reconsider(PeerKey member, TreeSet<Statement> said) {
    said.descendingSet().stream()
        .filter(statement -> forks.counts(statement.at()))
        .findFirst()
        .ifPresent(statement -> newest.put(member, statement));
  }

  /**
   * Returns the ADMITs and REMOVEs that would count if they did not stand behind a fork, and those
   * that were copied there: elsewhere what they were copied from may be trimmed.
   */
  public List<Entry> withheld() {
    return all.entrySet().stream()
        .flatMap(said -> withheld(said.getValue(), newest.get(said.getKey())).stream())
        .map(Statement::entry)
        .toList();
  }

  private Optional<Statement> withheld(TreeSet<Statement> said, Statement counting) {
    return said.descendingSet().stream()
        .filter(s -> !forks.counts(s.at()))
        .filter(s -> counting == null || s.stamp() >= counting.stamp())
        .findFirst();
  }

  /** Says whether a statement on a key is the one that counts, wherever it stands. */
  boolean isNewest(PeerKey key, Entry entry) {
    return newest(key).filter(entry::equals).isPresent();
  }

  private Optional<Entry> newest(PeerKey key) {
    return Optional.ofNullable(newest.get(key)).map(Statement::entry);
  }

  /** Returns the members, the server included, in the order of their keys. */
  public Set<PeerKey> members() {
    Set<PeerKey> members = new TreeSet<>();
    members.add(server);
    newest.forEach(
        (key, statement) -> {
          if (statement.entry() instanceof Admit) {
            members.add(key);
          }
        });
    return members;
  }

  /** Says whether a key is a member now; the server always is. */
  public boolean isMember(PeerKey key) {
    return key.equals(server) || admission(key).isPresent();
  }

  /** Says whether a key was a member and is none any more. */
  public boolean isRemoved(PeerKey key) {
    return !key.equals(server) && newest(key).filter(Remove.class::isInstance).isPresent();
  }

  /** Returns the ADMIT that counts for a key. */
  public Optional<Admit> admission(PeerKey key) {
    return newest(key).filter(Admit.class::isInstance).map(Admit.class::cast);
  }

  /** Says whether a member keeps everybody's feeds and bodies; the server always does. */
  public boolean isReplica(PeerKey key) {
    return key.equals(server) || admission(key).filter(Admit::replica).isPresent();
  }

  /** Returns the limits of the topic, from the server's own ADMIT. */
  public Quotas topicQuotas() {
    return quotas(server);
  }

  /** Returns the limits of a key. */
  public Quotas quotas(PeerKey key) {
    Quotas unsaid = key.equals(server) ? Quotas.OF_A_TOPIC : Quotas.DEFAULTS;
    return admission(key).map(Admit::quotas).orElse(unsaid);
  }

  /** Says whether entries of a key's feed are taken up to a number. */
  public boolean takes(PeerKey key, FeedId feed, long through) {
    if (isMember(key)) {
      return true;
    }
    return newest(key)
        .map(Remove.class::cast)
        .map(remove -> remove.through().stream().anyMatch(head -> covers(head, feed, through)))
        .orElse(false);
  }

  private static boolean covers(FeedHead head, FeedId feed, long through) {
    return head.feed().equals(feed) && through <= head.seq();
  }

  @Override
  public String toString() {
    Map<PeerKey, Entry> entries = new TreeMap<>();
    newest.forEach((key, statement) -> entries.put(key, statement.entry()));
    return entries.toString();
  }
}
