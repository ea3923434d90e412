package io.muster.events.provider.feed;

import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One hash over all that a state says, for comparing states.
 *
 * @param feeds the feeds whose beginning is known
 * @param contexts the contexts whose LANE is known
 * @param pause the PAUSE that counts
 */
record StateDigest(Collection<FeedId> feeds, Collection<ContextId> contexts, PauseStatement pause) {
  /** Leaves out the receipts that stand in some feeds, and what follows from them. */
  Hash of(TopicState state, Collection<FeedInfo> without) {
    Set<FeedId> unread = without.stream().map(FeedInfo::id).collect(Collectors.toSet());
    Set<PeerKey> writers = without.stream().map(FeedInfo::key).collect(Collectors.toSet());
    TreeSet<String> lines = new TreeSet<>();
    feeds.forEach(feed -> lines.add("feed " + feed.value()));
    contexts.forEach(context -> lines.add("context " + state.context(context)));
    for (EventFacts facts : state.events()) {
      TreeSet<String> said = said(facts, unread);
      if (facts.settled().isEmpty() && !writers.contains(facts.key().recipient())) {
        said.add("place " + facts.place());
      }
      if (!said.isEmpty()) {
        lines.add("event " + facts.key() + said);
      }
    }
    lines.add("roster " + state.roster());
    lines.add("pause " + pause.windowMs() + " at " + pause.at());
    return Hash.sha256(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** Places are left out: what was copied says the same wherever it stands. */
  private static TreeSet<String> said(EventFacts facts, Set<FeedId> unread) {
    TreeSet<String> said = new TreeSet<>();
    facts.receipts().stream()
        .filter(receipt -> !unread.contains(receipt.at().feed()))
        .forEach(receipt -> said.add(receipt.entry().toString()));
    facts.settlements().forEach(settled -> said.add(settled.toString()));
    if (facts.settled().isEmpty()) {
      facts.variants().forEach(variant -> said.add(variant.add().toString()));
    }
    return said;
  }
}
