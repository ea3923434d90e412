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
    lines.add("pause " + pause);
    return Hash.sha256(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static String line(EventFacts facts) {
    String text = "event " + facts.key() + facts.receipts() + facts.settlements();
    text += facts.addedAt();
    return facts.settled().isPresent() ? text : text + facts.variants() + facts.place();
  }
}
