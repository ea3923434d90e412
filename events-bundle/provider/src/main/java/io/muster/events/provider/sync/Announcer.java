package io.muster.events.provider.sync;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sync.Archive.FeedSummary;
import io.muster.events.provider.sync.Message.Fork;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.Refuse;
import io.muster.events.provider.sync.Message.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells one peer what is stored here, once, and only if the peer is a member. */
final class Announcer {
  private final Session session;
  private final Replication owner;
  private final Map<FeedId, Long> announced = new HashMap<>();

  /** Of forked feeds, whose heads have no order. */
  private final Set<FeedHead> announcedHeads = new HashSet<>();

  private List<FeedSummary> atHello = List.of();
  private boolean same;
  private boolean introduced;

  Announcer(Session session) {
    this.session = session;
    this.owner = session.owner;
  }

  /** Notes what is here now; returns its digest, for HELLO. */
  Hash begin() {
    atHello = List.copyOf(owner.archive.vector());
    return owner.archive.lacksBeginning() ? Hash.ZERO : VectorDigest.of(atHello);
  }

  /** Compares with the peer's digest; returns what the peer has if that is the same as here. */
  List<Have.Item> greeted(Hash digest) {
    same = !owner.archive.lacksBeginning() && digest.equals(VectorDigest.of(atHello));
    if (!same) {
      return List.of();
    }
    atHello.forEach(summary -> announced.put(summary.head().feed(), summary.head().seq()));
    return atHello.stream().map(Announcer::item).toList();
  }

  /** Says whether both had the same when they greeted. */
  boolean isSame() {
    return same;
  }

  /** Tells everything: the server's feeds and the peer's own first. */
  void introduce() {
    introduced = true;
    List<FeedSummary> all = new ArrayList<>(owner.archive.vector());
    all.sort(
        Comparator.comparing((FeedSummary s) -> !s.key().equals(owner.setting.server()))
            .thenComparing(s -> !s.key().equals(session.peer())));
    forks(owner.archive.forks().proofs());
    tell(all);
    if (!owner.setting.self().equals(owner.setting.server())) {
      bodies(List.copyOf(owner.archive.bodies()));
    }
  }

  /** Tells how far feeds have grown. */
  void feeds(Collection<FeedId> feeds) {
    if (introduced) {
      List<FeedSummary> summaries = new ArrayList<>(feeds.size());
      feeds.forEach(feed -> owner.archive.durable(feed).ifPresent(s -> grew(s, summaries)));
      tell(summaries);
    }
  }

  /** Tells how far a feed has grown, whatever was told before. */
  void again(FeedId feed) {
    announced.remove(feed);
    feeds(List.of(feed));
  }

  /** Who follows a feed is sent it instead of being told, unless it has forked. */
  private void grew(FeedSummary summary, List<FeedSummary> toTell) {
    FeedId feed = summary.head().feed();
    if (!owner.archive.forks().isForked(feed) && session.followers.grew(feed)) {
      announced.put(feed, summary.head().seq());
    } else {
      heads(summary, toTell);
    }
  }

  private void heads(FeedSummary first, List<FeedSummary> to) {
    to.add(first);
    for (FeedHead head : owner.archive.forks().heads(first.head().feed())) {
      to.add(new FeedSummary(first.key(), first.run(), head, first.trimmedThrough()));
    }
  }

  /** Tells what is proven against feeds. */
  void forks(Collection<ForkProof> proofs) {
    if (introduced) {
      proofs.forEach(proof -> session.outbox.send(Fork.of(proof)));
    }
  }

  private boolean isNews(FeedSummary s) {
    FeedId feed = s.head().feed();
    if (owner.archive.forks().isForked(feed)) {
      return announcedHeads.add(s.head());
    }
    if (announced.getOrDefault(feed, 0L) < s.head().seq()) {
      announced.put(feed, s.head().seq());
      return true;
    }
    return false;
  }

  private void tell(List<FeedSummary> summaries) {
    List<Have.Item> items = new ArrayList<>();
    for (FeedSummary s : summaries) {
      if (isNews(s)) {
        items.add(item(s));
      }
    }
    for (int i = 0; i < items.size(); i += MessageCodec.MAX_ITEMS) {
      int end = Math.min(items.size(), i + MessageCodec.MAX_ITEMS);
      session.outbox.send(new Have(items.subList(i, end)));
    }
  }

  /** Tells which encrypted payloads have come. */
  void bodies(List<Hash> hashes) {
    for (int i = 0; introduced && i < hashes.size(); i += MessageCodec.MAX_HASHES) {
      int end = Math.min(hashes.size(), i + MessageCodec.MAX_HASHES);
      session.outbox.send(new Stored(hashes.subList(i, end)));
    }
  }

  /** Tells which encrypted payloads are here no more although they are of use. */
  void gone(List<Hash> hashes) {
    if (introduced) {
      hashes.forEach(hash -> session.outbox.send(Refuse.plain(Message.Reason.NOT_HERE, hash)));
    }
  }

  private static Have.Item item(FeedSummary s) {
    return new Have.Item(s.key(), s.run(), s.head().seq(), s.head().head(), s.trimmedThrough());
  }
}
