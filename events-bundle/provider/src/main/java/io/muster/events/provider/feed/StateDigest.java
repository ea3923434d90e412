package io.muster.events.provider.feed;

import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;

/** One hash over all that a state says, for comparing states. */
final class StateDigest {
  private StateDigest() {}

  static Hash of(
      TopicState state,
      Collection<FeedId> feeds,
      Collection<ContextId> contexts,
      PauseStatement pause) {
    TreeSet<String> lines = new TreeSet<>();
    feeds.forEach(feed -> lines.add("feed " + feed.value()));
    contexts.forEach(context -> lines.add("context " + state.context(context)));
    state.events().forEach(facts -> lines.add(line(facts)));
    lines.add("roster " + state.roster());
    lines.add("pause " + pause.windowMs() + " at " + pause.at());
    return Hash.sha256(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** Places are left out: what was copied says the same wherever it stands. */
  private static String line(EventFacts facts) {
    TreeSet<String> said = new TreeSet<>();
    facts.receipts().forEach(receipt -> said.add(receipt.entry().toString()));
    facts.settlements().forEach(settled -> said.add(settled.toString()));
    if (facts.settled().isEmpty()) {
      facts.variants().forEach(variant -> said.add(variant.add().toString()));
      said.add("place " + facts.place());
    }
    return "event " + facts.key() + said;
  }
}
